-- Completion for Neovim before 0.11, whose own takes words to begin at a keyword: `@ann` and `2026-01-16` do not.

local M = {}

local patience = 2000 -- milliseconds

-- What was offered last, and the client that offered it.
local offered = {}

--- For 'omnifunc'.
function M.omnifunc(findstart, _)
  if findstart == 0 then
    return offered.words or {}
  end
  offered = {}
  local bufnr = vim.api.nvim_get_current_buf()
  local client = require('planmd').client(bufnr)
  if not client then
    return -3
  end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local parameters = vim.lsp.util.make_position_params(0, client.offset_encoding)
  local answer = client.request_sync('textDocument/completion', parameters, patience, bufnr)
  local result = answer and answer.result
  local items = result and (result.items or result) or {}
  if #items == 0 then
    return -2
  end
  local line = vim.api.nvim_get_current_line()
  local start = items[1].textEdit.range.start
  if start.line ~= row - 1 then
    return -2
  end
  local first = vim.str_byteindex(line, start.character, client.offset_encoding ~= 'utf-32')
  if client.offset_encoding == 'utf-8' then
    first = start.character
  end
  local typed = line:sub(first + 1, column):lower()
  local words = {}
  for _, item in ipairs(items) do
    if vim.startswith((item.filterText or item.label):lower(), typed) then
      table.insert(words, {
        word = item.textEdit.newText,
        abbr = item.label,
        menu = item.detail or '',
        info = type(item.documentation) == 'string' and item.documentation or '',
        dup = 1,
        user_data = { planmd = #words + 1 },
      })
      offered[#words] = item
    end
  end
  offered.words, offered.client = words, client.id
  return first
end

--- Applies what a candidate changes elsewhere once it was taken.
function M.attach(bufnr)
  local group = vim.api.nvim_create_augroup('planmd_completion_' .. bufnr, { clear = true })
  vim.api.nvim_create_autocmd('CompleteDone', {
    group = group,
    buffer = bufnr,
    callback = function()
      local data = vim.v.completed_item.user_data
      local item = type(data) == 'table' and data.planmd and offered[data.planmd]
      local client = item and vim.lsp.get_client_by_id(offered.client)
      if client and item.additionalTextEdits then
        vim.lsp.util.apply_text_edits(item.additionalTextEdits, bufnr, client.offset_encoding)
      end
    end,
  })
end

return M
