-- `:Planmd NAME` runs a command of the server on the task in the cursor's line, or on all tasks of a range.

local M = {}

--- What can be run: the server's command, what it is told beside the place, and how it is asked for.
M.commands = {
  done = { command = 'planmd.done', key = 'd', tasks = true },
  start = { command = 'planmd.start', key = 's', tasks = true },
  cancel = { command = 'planmd.cancel', key = 'c', tasks = true },
  reopen = { command = 'planmd.reopen', key = 'o', tasks = true },
  hold = { command = 'planmd.hold', key = 'h', tasks = true },
  defer = {
    command = 'planmd.defer',
    key = 'f',
    tasks = true,
    argument = 'when',
    prompt = 'Defer to (fri, +2d, eom): ',
  },
  assign = {
    command = 'planmd.assign',
    key = 'a',
    tasks = true,
    argument = 'who',
    prompt = 'Assign to (@ann, none): ',
  },
  id = { command = 'planmd.addId', key = 'i', tasks = true },
  project = { command = 'planmd.makeProject' },
  sort = { command = 'planmd.sortTags', tasks = true },
  fix = { command = 'planmd.fixAll', file = true },
  update = { command = 'planmd.updateBlocks', key = 'u', file = true },
  show = { command = 'planmd.show', key = 'k' },
}

local function names()
  local list = vim.tbl_keys(M.commands)
  table.sort(list)
  return list
end

local function complain(text)
  vim.notify('planmd: ' .. text, vim.log.levels.ERROR)
end

--- Sends workspace/executeCommand; `done(problem, answer)` is called with what comes back.
function M.execute(client, command, argument, bufnr, done)
  local function answered(problem, answer)
    if done then
      done(problem, answer)
    elseif problem then
      complain(problem.message or tostring(problem))
    end
  end
  local parameters = { command = command, arguments = { argument } }
  if vim.fn.has('nvim-0.11') == 1 then
    return client:request('workspace/executeCommand', parameters, answered, bufnr)
  end
  return client.request('workspace/executeCommand', parameters, answered, bufnr)
end

--- Shows Markdown beside the cursor.
function M.show(text)
  local lines = vim.split(text, '\n', { plain = true })
  return vim.lsp.util.open_floating_preview(lines, 'markdown', { border = 'rounded', focus_id = 'planmd' })
end

local box = [[^\s*\%(>\s\=\)*\s*\%([-*+]\|\d\{1,9}[.)]\)\s\+\[.\]\s]]

-- The lines of a range that have tasks, from the last to the first: no edit moves a line before it is its turn.
local function task_lines(bufnr, first, last)
  local lines = {}
  for number = last, first, -1 do
    local text = vim.api.nvim_buf_get_lines(bufnr, number - 1, number, false)[1] or ''
    if first == last or vim.fn.match(text, box) >= 0 then
      table.insert(lines, number - 1)
    end
  end
  return lines
end

--- Runs a command for lines (from 1), with `value` for what it asks.
function M.run(name, bufnr, first, last, value, with_subtasks)
  local entry = M.commands[name]
  if not entry then
    return complain(('there is no command `%s`; there are %s'):format(name, table.concat(names(), ', ')))
  end
  local client = require('planmd').client(bufnr)
  if not client then
    return complain('the language server is not running for this file; `:checkhealth planmd` tells why')
  end
  if entry.argument and (value == nil or value == '') then
    vim.ui.input({ prompt = entry.prompt }, function(given)
      if given and given ~= '' then
        M.run(name, bufnr, first, last, given, with_subtasks)
      end
    end)
    return
  end
  local lines = entry.tasks and task_lines(bufnr, first, last) or { first - 1 }
  local function next_line()
    local line = table.remove(lines, 1)
    if not line then
      return
    end
    local argument = { uri = vim.uri_from_bufnr(bufnr), line = line }
    if entry.argument then
      argument[entry.argument] = value
    end
    if with_subtasks then
      argument.withSubtasks = true
    end
    M.execute(client, entry.command, argument, bufnr, function(problem, answer)
      if problem then
        local hint = name == 'done' and not with_subtasks and ' (`:Planmd! done` completes them, too)' or ''
        return complain((problem.message or tostring(problem)) .. (problem.message:find('subtask') and hint or ''))
      end
      if entry.command == 'planmd.show' and type(answer) == 'string' then
        M.show(answer)
      end
      next_line()
    end)
  end
  next_line()
end

--- Gives a buffer its `:Planmd`.
function M.attach(bufnr)
  vim.api.nvim_buf_create_user_command(bufnr, 'Planmd', function(call)
    local name, rest = call.args:match('^(%S+)%s*(.*)$')
    M.run(name or '', bufnr, call.line1, call.line2, rest, call.bang)
  end, {
    nargs = '+',
    range = true,
    bang = true,
    desc = 'Run a command of planmd on tasks',
    complete = function(lead, line)
      if line:match('^%S*Planmd!?%s+%S+%s') then
        return {}
      end
      return vim.tbl_filter(function(name)
        return vim.startswith(name, lead)
      end, names())
    end,
  })
end

--- Keys behind a prefix.
function M.map(bufnr, prefix)
  for name, entry in pairs(M.commands) do
    if entry.key then
      vim.keymap.set({ 'n', 'x' }, prefix .. entry.key, ':Planmd ' .. name .. '<CR>', {
        buffer = bufnr,
        silent = true,
        desc = 'planmd: ' .. name,
      })
    end
  end
end

-- Code lenses and actions that only show something.
vim.lsp.commands['planmd.show'] = function(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if client then
    M.execute(client, command.command, command.arguments[1], context.bufnr, function(problem, answer)
      if problem then
        complain(problem.message)
      elseif type(answer) == 'string' then
        M.show(answer)
      end
    end)
  end
end

return M
