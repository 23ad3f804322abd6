-- `:checkhealth planmd`

local M = {}

-- Neovim 0.10 has other names for the same functions.
local health = vim.health or require('health')
local start = health.start or health.report_start
local ok = health.ok or health.report_ok
local warn = health.warn or health.report_warn
local error = health.error or health.report_error
local info = health.info or health.report_info

local function program()
  local planmd = require('planmd')
  local config = vim.fn.has('nvim-0.11') == 1 and vim.lsp.config.planmd
  local cmd = config and config.cmd or planmd.options.cmd
  return type(cmd) == 'table' and cmd[1] or nil
end

local function check_program()
  start('planmd: program')
  local name = program()
  if not name then
    return info('the server is started by a function of yours')
  end
  if vim.fn.executable(name) ~= 1 then
    return error(('`%s` is not on the PATH'):format(name), {
      'Install planmd: `make install` in its repository',
      "Or name the program: `require('planmd').setup({ cmd = { '/path/to/planmd', 'lsp' } })`",
    })
  end
  local version = vim.fn.system({ name, '--version' })
  if vim.v.shell_error ~= 0 then
    return error(('`%s --version` fails: %s'):format(name, vim.trim(version)))
  end
  ok(('`%s` is planmd %s'):format(vim.fn.exepath(name), vim.trim(version)))
  if not vim.fn.system({ name, '--help' }):find('\n  lsp', 1, true) then
    error('this planmd has no language server', { 'Install a newer one' })
  end
end

local function check_editor()
  start('planmd: Neovim')
  if vim.fn.has('nvim-0.7') ~= 1 then
    return error('Neovim 0.7 or later is needed')
  end
  local missing = {}
  if vim.fn.has('nvim-0.9') ~= 1 then
    table.insert(missing, 'semantic tokens (0.9)')
  end
  if vim.fn.has('nvim-0.10') ~= 1 then
    table.insert(missing, 'inlay hints (0.10)')
  end
  if #missing > 0 then
    info('this version does not show ' .. table.concat(missing, ', '))
  else
    ok('all that the server offers can be shown')
  end
  if #vim.api.nvim_get_runtime_file('autoload/planmd.vim', false) > 0 then
    ok("the syntax of planmd's Vim plugin is there")
  else
    warn("planmd's Vim plugin is not in 'runtimepath'", {
      'Add editor-plugins/vim for highlighting, folds and `:compiler planmd`',
    })
  end
end

-- The keys of settings that the server does not know, with their paths.
local function unknown_settings(given, known, path, found)
  for key, value in pairs(given) do
    local name = path .. key
    if known[key] == nil then
      table.insert(found, name)
    elseif type(known[key]) == 'table' and type(value) == 'table' then
      unknown_settings(value, known[key], name .. '.', found)
    elseif type(known[key]) ~= type(value) then
      table.insert(found, name .. ' (a ' .. type(known[key]) .. ' is expected)')
    end
  end
  return found
end

local function check_server()
  start('planmd: server')
  local planmd = require('planmd')
  local clients = {}
  for _, client in pairs((vim.lsp.get_clients or vim.lsp.get_active_clients)()) do
    if client.name == 'planmd' then
      table.insert(clients, client)
    end
  end
  if #clients == 0 then
    info('no server is running; one is started when a Markdown file is opened')
  end
  for _, client in ipairs(clients) do
    local attached = 0
    for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
      if vim.api.nvim_buf_is_loaded(bufnr) and vim.lsp.buf_is_attached(bufnr, client.id) then
        attached = attached + 1
      end
    end
    ok(('plan %s, %d %s'):format(client.config.root_dir or '?', attached, attached == 1 and 'buffer' or 'buffers'))
    local settings = (client.config.settings or {}).planmd or {}
    local unknown = unknown_settings(settings, planmd.default_settings(), '', {})
    table.sort(unknown)
    if #unknown > 0 then
      warn('settings that the server does not know: ' .. table.concat(unknown, ', '))
    end
  end
end

function M.check()
  check_program()
  check_editor()
  check_server()
end

return M
