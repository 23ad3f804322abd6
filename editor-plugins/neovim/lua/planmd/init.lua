-- planmd's language server in Neovim 0.7 and later.

local M = {}

--- The settings of the server, with their defaults. They are in the section `planmd` of what the server asks for.
function M.default_settings()
  return {
    inlayHints = {
      dates = true, -- planned dates behind tasks
      progress = true, -- progress behind headings
      load = 'over', -- how full people are: 'off', 'over' (only who has too much), 'always'
    },
    codeLenses = true, -- figures above headings, and above regenerated blocks a way to write them anew
    schedule = true, -- level the plan for findings about schedules
  }
end

local defaults = {
  -- How the server is started.
  cmd = { 'planmd', 'lsp' },
  settings = nil, -- as in default_settings(); what is left out keeps its default
  -- What Neovim shows without being asked.
  inlay_hints = true,
  code_lenses = true,
  -- Sets 'omnifunc' to the server's completion.
  omnifunc = true,
  -- Keys behind this prefix: d done, s start, c cancel, o reopen, h hold, f defer, a assign, k show. nil: none.
  prefix = nil,
  -- Called with the client and the buffer when the server is attached.
  on_attach = nil,
  capabilities = nil,
}

M.options = vim.deepcopy(defaults)

local function is_at_least(version)
  return vim.fn.has('nvim-' .. version) == 1
end

-- MARK: Which files, and their plan

local function exists(path)
  return vim.loop.fs_stat(path) ~= nil
end

local function resolved(path)
  return vim.loop.fs_realpath(path) or vim.fn.fnamemodify(path, ':p')
end

--- The plan's folder around a file, as planmd finds it: planmd.yaml, .obsidian, a git repository, else its folder.
function M.root(file)
  local folder = vim.fn.fnamemodify(resolved(file), ':h')
  if not exists(file) then
    folder = resolved(vim.fn.fnamemodify(file, ':p:h'))
  end
  for _, marker in ipairs({ 'planmd.yaml', '.obsidian', '.git' }) do
    local above = folder
    while true do
      if exists((above == '/' and '' or above) .. '/' .. marker) then
        return above
      end
      local next = vim.fn.fnamemodify(above, ':h')
      if next == above then
        break
      end
      above = next
    end
  end
  return folder
end

--- True for Markdown files and for planmd.yaml.
function M.is_wanted(bufnr)
  local name = vim.api.nvim_buf_get_name(bufnr)
  if name == '' or vim.bo[bufnr].buftype ~= '' then
    return false
  end
  local filetype = vim.bo[bufnr].filetype
  return filetype == 'markdown' or filetype == 'yaml' and vim.fn.fnamemodify(name, ':t') == 'planmd.yaml'
end

--- True if the server can be started; says once what is missing.
function M.is_there(cmd)
  if type(cmd) ~= 'table' or vim.fn.executable(cmd[1]) == 1 then
    return true
  end
  -- Later: what an autocommand of a file type says is not shown.
  vim.schedule(function()
    vim.notify_once(
      ('planmd: no program `%s` is on the PATH; install planmd, or set `cmd`'):format(cmd[1]),
      vim.log.levels.ERROR
    )
  end)
  return false
end

-- MARK: The client

--- The server's client of a buffer, or nil.
function M.client(bufnr)
  bufnr = (bufnr == nil or bufnr == 0) and vim.api.nvim_get_current_buf() or bufnr
  if vim.lsp.get_clients then
    return vim.lsp.get_clients({ name = 'planmd', bufnr = bufnr })[1]
  end
  for _, client in pairs(vim.lsp.buf_get_clients(bufnr)) do
    if client.name == 'planmd' then
      return client
    end
  end
end

--- The options for starting the server, for a root.
function M.config(root)
  local options = M.options
  return {
    name = 'planmd',
    cmd = options.cmd,
    root_dir = root,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = vim.fn.fnamemodify(root, ':t') } },
    settings = { planmd = vim.tbl_deep_extend('force', M.default_settings(), options.settings or {}) },
    capabilities = options.capabilities or vim.lsp.protocol.make_client_capabilities(),
    on_attach = M.on_attach,
    get_language_id = function(bufnr, filetype)
      return filetype or vim.bo[bufnr].filetype
    end,
  }
end

-- Clients by their root, for versions without vim.lsp.start.
local started = {}

--- Starts the server for a buffer, or uses the one that its plan has.
function M.start(bufnr)
  bufnr = bufnr or vim.api.nvim_get_current_buf()
  if not M.is_wanted(bufnr) then
    return
  end
  if not M.is_there(M.options.cmd) then
    return
  end
  local root = M.root(vim.api.nvim_buf_get_name(bufnr))
  if vim.lsp.start then
    return vim.lsp.start(M.config(root), { bufnr = bufnr })
  end
  local id = started[root]
  if not id or not vim.lsp.get_client_by_id(id) then
    local config = M.config(root)
    config.on_exit = function()
      started[root] = nil
    end
    id = vim.lsp.start_client(config)
    started[root] = id
  end
  if id then
    vim.lsp.buf_attach_client(bufnr, id)
  end
  return id
end

--- What a buffer gets once the server is there.
function M.on_attach(client, bufnr)
  local options = M.options
  local capabilities = client.server_capabilities or {}
  require('planmd.commands').attach(bufnr)
  if options.omnifunc and capabilities.completionProvider then
    if is_at_least('0.11') then
      vim.api.nvim_set_option_value('omnifunc', 'v:lua.vim.lsp.omnifunc', { buf = bufnr })
      -- So that what a candidate changes elsewhere, such as an id for the task that is waited for, is changed.
      vim.lsp.completion.enable(true, client.id, bufnr)
    else
      vim.api.nvim_buf_set_option(bufnr, 'omnifunc', "v:lua.require'planmd.completion'.omnifunc")
      require('planmd.completion').attach(bufnr)
    end
  end
  if options.inlay_hints and capabilities.inlayHintProvider and is_at_least('0.10') then
    vim.lsp.inlay_hint.enable(true, { bufnr = bufnr })
  end
  if options.code_lenses and capabilities.codeLensProvider then
    M.refresh_code_lenses(bufnr)
  end
  if options.prefix then
    require('planmd.commands').map(bufnr, options.prefix)
  end
  if options.on_attach then
    options.on_attach(client, bufnr)
  end
end

--- Keeps code lenses as the text is.
function M.refresh_code_lenses(bufnr)
  local function refresh()
    if not vim.api.nvim_buf_is_loaded(bufnr) or not M.client(bufnr) then
      return
    end
    if is_at_least('0.10') then
      vim.lsp.codelens.refresh({ bufnr = bufnr })
    elseif vim.api.nvim_get_current_buf() == bufnr then
      vim.lsp.codelens.refresh()
    end
  end
  local group = vim.api.nvim_create_augroup('planmd_code_lenses_' .. bufnr, { clear = true })
  vim.api.nvim_create_autocmd({ 'BufEnter', 'InsertLeave', 'TextChanged', 'BufWritePost' }, {
    group = group,
    buffer = bufnr,
    callback = refresh,
  })
  refresh()
end

--- Starts the server for all plans that are opened from now on, and for those that are open.
function M.setup(options)
  M.options = vim.tbl_deep_extend('force', vim.deepcopy(defaults), options or {})
  if is_at_least('0.11') then
    local config = M.config('')
    config.root_dir, config.workspace_folders, config.name = nil, nil, nil
    -- The function of lsp/planmd.lua finds the root.
    vim.lsp.config('planmd', config)
    vim.lsp.enable('planmd')
  end
  local group = vim.api.nvim_create_augroup('planmd', { clear = true })
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = { 'markdown', 'yaml' },
    callback = function(event)
      if not is_at_least('0.11') then
        M.start(event.buf)
      elseif M.is_wanted(event.buf) then
        -- Neovim starts the server, and says nothing where it cannot.
        M.is_there(vim.lsp.config.planmd.cmd)
      end
    end,
  })
  for _, bufnr in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(bufnr) and not is_at_least('0.11') then
      M.start(bufnr)
    end
  end
end

return M
