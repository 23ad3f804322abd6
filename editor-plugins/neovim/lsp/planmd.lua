-- planmd's language server for Neovim 0.11: `vim.lsp.enable('planmd')`.
-- What is set here can be set otherwise with `vim.lsp.config('planmd', { … })`.

---@type vim.lsp.Config
return {
  cmd = { 'planmd', 'lsp' },
  filetypes = { 'markdown', 'yaml' },
  -- Of YAML only planmd's own configuration is the server's.
  root_dir = function(bufnr, on_dir)
    local planmd = require('planmd')
    if planmd.is_wanted(bufnr) then
      on_dir(planmd.root(vim.api.nvim_buf_get_name(bufnr)))
    end
  end,
  settings = { planmd = require('planmd').default_settings() },
  on_attach = function(client, bufnr)
    require('planmd').on_attach(client, bufnr)
  end,
}
