-- Drives planmd's language server through Neovim's own client, and writes down what became of the texts.
-- Run by neovim.py with the environment PLUGINS, PLANMD_PROGRAM, PLAN (the folder), ANSWER (the file to write).

local answer = { notes = {} }
local plan = os.getenv('PLAN')
local patience = 30000

local function note(name, value)
  answer[name] = value == nil and vim.NIL or value
end

local function wait(what, condition)
  if not vim.wait(patience, condition, 20) then
    error('waited in vain for ' .. what, 2)
  end
end

local function finish()
  vim.fn.writefile({ vim.fn.json_encode(answer) }, os.getenv('ANSWER'))
  vim.cmd('qall!')
end

local function lines(bufnr)
  return vim.api.nvim_buf_get_lines(bufnr, 0, -1, false)
end

local function open(name)
  vim.cmd('edit ' .. plan .. '/' .. name)
  return vim.api.nvim_get_current_buf()
end

-- The answer of a request, or its error.
local function ask(bufnr, method, parameters)
  local answers, problem = vim.lsp.buf_request_sync(bufnr, method, parameters, patience)
  if not answers then
    error(method .. ': ' .. tostring(problem))
  end
  for _, one in pairs(answers) do
    if one.error or one.err then
      error(method .. ': ' .. vim.inspect(one.error or one.err))
    end
    return one.result
  end
end

-- A position of the protocol, in the units that the client counts in.
local function position(client, bufnr, line, byte)
  local text = vim.api.nvim_buf_get_lines(bufnr, line, line + 1, false)[1]
  local encoding = client.offset_encoding or 'utf-16'
  local character = byte
  if encoding == 'utf-16' then
    local _, units = vim.str_utfindex(text, byte)
    if vim.fn.has('nvim-0.11') == 1 then
      units = vim.str_utfindex(text, 'utf-16', byte)
    end
    character = units
  end
  return { textDocument = { uri = vim.uri_from_bufnr(bufnr) }, position = { line = line, character = character } }
end

if os.getenv('TRACE') then
  vim.lsp.set_log_level('trace')
end

local function client_of(bufnr)
  return require('planmd').client(bufnr)
end

local function can(client, name)
  return client.server_capabilities[name] ~= nil and client.server_capabilities[name] ~= false
end

local function session()
  -- 1. The server is attached to Markdown and to planmd.yaml, to nothing else, with one client for the plan.
  local one = open('one.md')
  wait('the client', function()
    return client_of(one) ~= nil
  end)
  local client = client_of(one)
  note('root', client.config.root_dir)
  note('encoding', client.offset_encoding)
  local three = open('sub/three.md')
  wait('the client of another file', function()
    return client_of(three) ~= nil
  end)
  note('same client', client_of(three).id == client.id)
  local yaml = open('planmd.yaml')
  wait('the client of planmd.yaml', function()
    return client_of(yaml) ~= nil
  end)
  local other = open('notes.yaml')
  note('other yaml', client_of(other) ~= nil)
  vim.cmd('buffer ' .. one)

  -- 2. Findings.
  wait('the findings', function()
    return #vim.diagnostic.get(one) >= tonumber(os.getenv('FINDINGS'))
  end)
  local findings = {}
  for _, finding in ipairs(vim.diagnostic.get(one)) do
    local lsp = finding.user_data and finding.user_data.lsp or {}
    table.insert(findings, { finding.lnum + 1, finding.col + 1, finding.code or lsp.code or '' })
  end
  note('findings', findings)
  note('omnifunc', vim.bo[one].omnifunc)

  -- 3. Findings follow the text.
  vim.api.nvim_buf_set_lines(one, 3, 4, false, { '- [ ] Build after:slab' })
  wait('the finding to go', function()
    for _, finding in ipairs(vim.diagnostic.get(one)) do
      if finding.message:find('slap', 1, true) then
        return false
      end
    end
    return true
  end)

  -- 4. Formatting.
  if vim.lsp.buf.format then
    vim.lsp.buf.format({ bufnr = one, async = false, timeout_ms = patience })
  else
    vim.lsp.buf.formatting_sync(nil, patience)
  end
  note('formatted', lines(one))

  -- 5. Completion: where the cursor stands behind text of several bytes and units a letter.
  if can(client, 'completionProvider') then
    local function complete(line, text)
      vim.api.nvim_buf_set_lines(one, line, line + 1, false, { text })
      local result = ask(one, 'textDocument/completion', position(client, one, line, #text))
      return result.items or result
    end
    local function names(items)
      local list = {}
      for _, item in ipairs(items) do
        table.insert(list, item.label)
      end
      return list
    end
    local before = lines(one)
    local due = complete(5, '- [ ] Grüße 👋 schicken due:')
    note('days', names(due))
    for _, item in ipairs(due) do
      if item.label == 'fri' or item.filterText == 'fri' then
        vim.lsp.util.apply_text_edits({ item.textEdit }, one, client.offset_encoding)
        break
      end
    end
    note('completed', lines(one)[6])
    note('people', names(complete(5, '- [ ] Grüße 👋 schicken @')))
    local references = complete(5, '- [ ] Grüße 👋 schicken after:')
    local details = {}
    for _, item in ipairs(references) do
      details[item.label] = item.detail or ''
    end
    note('references', details)
    vim.api.nvim_buf_set_lines(one, 0, -1, false, before)
    -- Through 'omnifunc', as a user has it.
    local start = vim.api.nvim_buf_set_lines(one, 5, 6, false, { '- [ ] Grüße 👋 schicken @b' })
    vim.api.nvim_win_set_cursor(0, { 6, 0 })
    vim.api.nvim_feedkeys(vim.api.nvim_replace_termcodes('A<C-x><C-o>', true, false, true), 'n', false)
    -- Keys are taken once this function is over: the rest is in `continue`.
    note('before omni', before)
  end
end

local function after_completion()
  local one = vim.fn.bufnr(plan .. '/one.md')
  local client = client_of(one)
  if answer['before omni'] then
    vim.api.nvim_buf_set_lines(one, 0, -1, false, answer['before omni'])
  end

  -- 6. Hover.
  if can(client, 'hoverProvider') then
    local hover = ask(one, 'textDocument/hover', position(client, one, 2, 8))
    note('hover', type(hover.contents) == 'table' and hover.contents.value or hover.contents)
  end

  -- 7. Commands of the server.
  if can(client, 'executeCommandProvider') then
    local function becomes(command, text)
      vim.cmd(command)
      wait(command, function()
        return lines(one)[3] == text
      end)
    end
    vim.api.nvim_win_set_cursor(0, { 3, 0 })
    local task = lines(one)[3]
    local started = task:gsub('%[ %]', '[/]')
    becomes('Planmd start', started)
    becomes('Planmd reopen', task)
    -- What one script changes is one change, but for this.
    vim.cmd('let &undolevels = &undolevels')
    vim.cmd('Planmd assign @bob')
    wait('the assignment', function()
      return lines(one)[3]:find('@bob', 1, true)
    end)
    vim.cmd('silent undo')
    note('undone', lines(one)[3] == task)
    vim.cmd('3,4Planmd start')
    wait('two tasks to be started', function()
      return lines(one)[3]:find('^%- %[/%]') and lines(one)[4]:find('^%- %[/%]')
    end)
    vim.cmd('3,4Planmd reopen')
    wait('two tasks to be open again', function()
      return lines(one)[3] == task and lines(one)[4]:find('^%- %[ %]')
    end)
    vim.cmd('Planmd show')
    wait('the window', function()
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then
          note('shown', table.concat(lines(vim.api.nvim_win_get_buf(window)), '\n'))
          vim.api.nvim_win_close(window, true)
          return true
        end
      end
    end)
  end

  -- 8. Code actions.
  vim.cmd('let &undolevels = &undolevels')
  local actions = ask(one, 'textDocument/codeAction', {
    textDocument = { uri = vim.uri_from_bufnr(one) },
    range = { start = { line = 2, character = 3 }, ['end'] = { line = 2, character = 3 } },
    context = { diagnostics = {} },
  })
  local titles = {}
  for _, action in ipairs(actions or {}) do
    table.insert(titles, action.title)
    if action.title == 'Done' then
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
    end
  end
  note('actions', titles)
  note('done', lines(one)[3])
  if can(client, 'executeCommandProvider') then
    vim.cmd('silent undo')
  end

  -- 9. Renaming, in files that are open and in one that is not.
  if can(client, 'renameProvider') then
    local at = lines(one)[3]:find('id:slab', 1, true) + 3
    vim.api.nvim_win_set_cursor(0, { 3, at })
    vim.lsp.buf.rename('base')
    wait('the new name', function()
      return lines(one)[3]:find('id:base', 1, true)
    end)
    local texts = {}
    for _, name in ipairs({ 'one.md', 'sub/two.md', 'sub/three.md' }) do
      local bufnr = vim.fn.bufnr(plan .. '/' .. name)
      texts[name] = bufnr > 0 and lines(bufnr) or vim.fn.readfile(plan .. '/' .. name)
    end
    note('renamed', texts)
  end

  -- 10. Lenses and hints, where this version shows them.
  if can(client, 'codeLensProvider') then
    note('lenses', #ask(one, 'textDocument/codeLens', { textDocument = { uri = vim.uri_from_bufnr(one) } }))
  end
  if can(client, 'inlayHintProvider') and vim.lsp.inlay_hint then
    note('hints shown', vim.lsp.inlay_hint.is_enabled({ bufnr = one }))
  end

  -- 11. The health page.
  vim.cmd('checkhealth planmd')
  note('health', lines(0))
  vim.cmd('bwipeout!')

  -- 12. The server ends when it is told to.
  local stopped = false
  client.stop()
  wait('the end of the server', function()
    stopped = client.is_stopped()
    return stopped
  end)
  note('stopped', stopped)
end

local function guarded(part, next)
  local good, problem = xpcall(part, debug.traceback)
  if not good then
    note('error', problem)
    return finish()
  end
  next()
end

vim.opt.runtimepath:prepend(os.getenv('PLUGINS') .. '/neovim')
vim.opt.runtimepath:prepend(os.getenv('PLUGINS') .. '/vim')
vim.opt.runtimepath:append(os.getenv('PLUGINS') .. '/vim/after')
vim.opt.swapfile = false
vim.opt.hidden = true
vim.opt.completeopt = { 'menu', 'menuone', 'noselect' }
vim.cmd('filetype plugin on | syntax on')
local options = { cmd = { os.getenv('PLANMD_PROGRAM'), 'lsp' }, prefix = '<Leader>p' }
if os.getenv('ENABLE') == '1' then
  -- As a user of 0.11 may have it, without setup().
  vim.lsp.config('planmd', { cmd = options.cmd })
  vim.lsp.enable('planmd')
else
  require('planmd').setup(options)
end

if os.getenv('MISSING') == '1' then
  guarded(function()
    open('one.md')
    open('sub/two.md')
    if os.getenv('ENABLE') ~= '1' then
      wait('a message', function()
        return vim.fn.execute('messages'):find('is on the PATH')
      end)
    end
    note('messages', vim.fn.execute('messages'))
    vim.cmd('checkhealth planmd')
    note('health', lines(0))
  end, finish)
  return
end

guarded(session, function()
  if not answer['before omni'] then
    return guarded(after_completion, finish)
  end
  -- The menu opens when the server has answered.
  local tries = 0
  local timer = vim.loop.new_timer()
  timer:start(20, 20, vim.schedule_wrap(function()
    if timer:is_closing() then
      return
    end
    tries = tries + 1
    if vim.fn.pumvisible() == 1 or tries > patience / 20 then
      timer:close()
      local items = {}
      for _, item in ipairs(vim.fn.complete_info({ 'items' }).items) do
        table.insert(items, item.word)
      end
      note('omni', items)
      vim.cmd('stopinsert')
      vim.schedule(function()
        guarded(after_completion, finish)
      end)
    end
  end))
end)
