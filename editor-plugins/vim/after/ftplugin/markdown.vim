" planmd in Markdown buffers: completion, commands and, where wanted, folds and keys.

if exists('b:planmd_ftplugin')
  finish
endif
let b:planmd_ftplugin = 1

if get(g:, 'planmd_omnifunc', 1)
  setlocal omnifunc=planmd#Complete
endif

if get(g:, 'planmd_folding', 0)
  setlocal foldmethod=expr foldexpr=planmd#FoldLevel(v:lnum) foldtext=planmd#FoldText()
endif

" Commands are called as planmd's own. A range does it for all tasks in it.
command! -buffer -range PlanDone call planmd#Run('done', <line1>, <line2>, [])
command! -buffer -range PlanStart call planmd#Run('start', <line1>, <line2>, [])
command! -buffer -range PlanCancel call planmd#Run('cancel', <line1>, <line2>, [])
command! -buffer -range PlanReopen call planmd#Run('reopen', <line1>, <line2>, [])
command! -buffer -range PlanHold call planmd#Run('hold', <line1>, <line2>, [])
command! -buffer -range -nargs=+ PlanDefer call planmd#Run('defer', <line1>, <line2>, [<f-args>])
command! -buffer -range -nargs=+ PlanAssign call planmd#Run('assign', <line1>, <line2>, [<f-args>])
command! -buffer -range -nargs=+ PlanSet call planmd#Run('set', <line1>, <line2>, [<f-args>])
command! -buffer PlanShow call planmd#Show()

nnoremap <silent> <buffer> <Plug>(planmd-done) :PlanDone<CR>
nnoremap <silent> <buffer> <Plug>(planmd-start) :PlanStart<CR>
nnoremap <silent> <buffer> <Plug>(planmd-cancel) :PlanCancel<CR>
nnoremap <silent> <buffer> <Plug>(planmd-reopen) :PlanReopen<CR>
nnoremap <silent> <buffer> <Plug>(planmd-hold) :PlanHold<CR>
nnoremap <silent> <buffer> <Plug>(planmd-show) :PlanShow<CR>
if get(g:, 'planmd_maps', 0)
  for [s:key, s:name] in [['d', 'done'], ['s', 'start'], ['c', 'cancel'], ['o', 'reopen'], ['h', 'hold'], ['k', 'show']]
    exe 'nmap <buffer> <LocalLeader>' . s:key . ' <Plug>(planmd-' . s:name . ')'
  endfor
  nnoremap <buffer> <LocalLeader>f :PlanDefer<Space>
  nnoremap <buffer> <LocalLeader>a :PlanAssign<Space>@
  unlet s:key s:name
endif

let b:undo_ftplugin = get(b:, 'undo_ftplugin', 'exe')
      \ . '|setl ofu< fdm< fde< fdt<|unlet! b:planmd_ftplugin b:planmd_folds b:planmd_folds_tick b:planmd_syntax'
      \ . join(map(split('Done Start Cancel Reopen Hold Defer Assign Set Show'),
      \   '"|silent! delcommand -buffer Plan" . v:val'), '')
