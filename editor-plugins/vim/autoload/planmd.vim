" planmd from Vim: its folder, its commands, completion and folds.

let s:cpo = &cpo
set cpo&vim

" The program, from g:planmd_program.
function! planmd#Program() abort
  return get(g:, 'planmd_program', 'planmd')
endfunction

" The plan's folder around a file: where planmd itself would find it.
function! planmd#Root(file) abort
  let folder = fnamemodify(resolve(fnamemodify(a:file, ':p')), ':h')
  for marker in ['planmd.yaml', '.obsidian', '.git']
    let above = folder
    while 1
      let candidate = (above ==# '/' ? '' : above) . '/' . marker
      if filereadable(candidate) || isdirectory(candidate)
        return above
      endif
      let next = fnamemodify(above, ':h')
      if next ==# above
        break
      endif
      let above = next
    endwhile
  endfor
  return folder
endfunction

" The path of a file from the plan's folder.
function! planmd#Path(file, root) abort
  let full = resolve(fnamemodify(a:file, ':p'))
  let prefix = a:root =~# '/$' ? a:root : a:root . '/'
  return strpart(full, 0, len(prefix)) ==# prefix ? strpart(full, len(prefix)) : full
endfunction

" A shell's command line of planmd with these words.
function! planmd#CommandLine(words) abort
  return join(map([planmd#Program()] + a:words, 'shellescape(v:val)'), ' ')
endfunction

function! s:Complain(text) abort
  echohl ErrorMsg
  for line in split(a:text, "\n")
    echomsg line
  endfor
  echohl None
endfunction

function! planmd#IsExecutable() abort
  if executable(planmd#Program())
    return 1
  endif
  call s:Complain('planmd: no program `' . planmd#Program() . '`; set g:planmd_program')
  return 0
endfunction

" -- Commands on the task below the cursor -----------------------------------------------------------------------

" The line of the task that the cursor stands in: its own, or the nearest above with less indentation; 0 if none.
function! planmd#TaskLine(number) abort
  let item = '^\s*\%(>\s\=\)*\s*\%([-*+]\|\d\{1,9}[.)]\)\s\+\[.\]\s\+\S'
  let number = a:number
  let indent = -1
  while number > 0
    let line = getline(number)
    if line =~# '^\s*#\{1,6}\s'
      return 0
    endif
    let own = indent(number)
    if line =~# item && (indent < 0 || own < indent)
      return number
    endif
    if line !~# '^\s*$' && (indent < 0 || own < indent)
      let indent = own
      if indent == 0
        return 0
      endif
    endif
    let number -= 1
  endwhile
  return 0
endfunction

" Runs `planmd NAME` on the tasks of a range of lines, or of the cursor, in files as they are on the disk.
"
" The buffer is written before and read again afterwards, so that undo goes back over the change as a whole.
function! planmd#Run(name, first, last, arguments) abort
  if !planmd#IsExecutable()
    return
  endif
  if &modified
    silent update
  endif
  let root = planmd#Root(expand('%'))
  let path = planmd#Path(expand('%'), root)
  let references = []
  for number in range(a:first, a:last)
    let task = planmd#TaskLine(number)
    if task == 0 || a:first != a:last && task != number
      continue
    endif
    call add(references, path . ':' . task)
  endfor
  if empty(references)
    call s:Complain('planmd: there is no task in this line')
    return
  endif
  " Commands with words of their own take one task; from below, so that no line moves before it is its turn.
  let single = index(['defer', 'assign', 'set', 'edit', 'log'], a:name) >= 0
  let calls = single ? map(reverse(references), '[v:val] + a:arguments') : [references + a:arguments]
  for words in calls
    let output = system(planmd#CommandLine([a:name] + words + ['--root', root]))
    if v:shell_error
      call s:Complain(output)
      break
    endif
  endfor
  call planmd#Reread()
endfunction

" Shows what is on the disk, as one change that can be undone, with the cursor where it was.
function! planmd#Reread() abort
  let view = winsaveview()
  let autoread = &l:autoread
  setlocal autoread
  silent checktime
  let &l:autoread = autoread
  call winrestview(view)
endfunction

" Shows what planmd knows about the task below the cursor in the preview window.
function! planmd#Show() abort
  let task = planmd#TaskLine(line('.'))
  if task == 0 || !planmd#IsExecutable()
    return
  endif
  let root = planmd#Root(expand('%'))
  let path = planmd#Path(expand('%'), root)
  let lines = split(system(planmd#CommandLine(['show', path . ':' . task, '--root', root])), "\n")
  silent pedit planmd://show
  wincmd P
  setlocal buftype=nofile bufhidden=wipe noswapfile modifiable nonumber
  silent %delete _
  call setline(1, lines)
  setlocal nomodifiable nomodified
  wincmd p
endfunction

" -- Completion --------------------------------------------------------------------------------------------------

" Asks planmd, which knows the whole plan: `planmd complete FILE LINE COLUMN` with the buffer on standard input.
" The first line of the answer is the byte column where the word begins, each other one `text<TAB>remark`.
function! planmd#Complete(findstart, base) abort
  if !a:findstart
    let items = get(s:, 'items', [])
    unlet! s:items
    return items
  endif
  let s:items = []
  if !executable(planmd#Program()) || expand('%') ==# ''
    return -3
  endif
  let words = ['complete', fnamemodify(expand('%'), ':p'), line('.') . '', col('.') . '']
  let lines = split(system(planmd#CommandLine(words), join(getline(1, '$'), "\n") . "\n"), "\n")
  if v:shell_error || empty(lines) || lines[0] !~# '^\d\+\r\=$'
    return -3
  endif
  for line in lines[1:]
    let [word; remark] = split(substitute(line, '\r$', '', ''), "\t", 1)
    call add(s:items, {'word': word, 'menu': join(remark, ' '), 'dup': 1})
  endfor
  return empty(s:items) ? -2 : str2nr(lines[0]) - 1
endfunction

" -- Folds -------------------------------------------------------------------------------------------------------

" For 'foldexpr': headings by their level, and tasks with something below them inside these.
function! planmd#FoldLevel(number) abort
  if get(b:, 'planmd_folds_tick', -1) != b:changedtick
    let b:planmd_folds = planmd#Folds(getline(1, '$'))
    let b:planmd_folds_tick = b:changedtick
  endif
  return get(b:planmd_folds, a:number - 1, '=')
endfunction

" The fold levels of lines, as 'foldexpr' wants them.
function! planmd#Folds(lines) abort
  let levels = []
  let [heading, fence, indents] = [0, '', []]
  let total = len(a:lines)
  let first = 0
  if total && a:lines[0] =~# '^---\s*$'
    let close = match(a:lines, '^\%(---\|\.\.\.\)\s*$', 1)
    if close > 0
      let first = close + 1
      let levels = repeat(['0'], first)
    endif
  endif
  for index in range(first, total - 1)
    let line = a:lines[index]
    if fence !=# ''
      call add(levels, '=')
      if line =~# '^\s*' . fence . '\+\s*$'
        let fence = ''
      endif
      continue
    endif
    if line =~# '^\s*\%(```\|\~\~\~\)'
      let fence = escape(matchstr(line, '```\|\~\~\~'), '~')
      call add(levels, '=')
      continue
    endif
    if line =~# '^\s*$'
      call add(levels, '=')
      continue
    endif
    let indent = s:Indent(line)
    let next = get(a:lines, index + 1, '')
    let level = line =~# '^ \{,3}#\{1,6}\%(\s\|$\)' ? len(matchstr(line, '#\+'))
          \ : line =~# '^ \{,3}[^[:space:]>#-]' && next =~# '^ \{,3}=\+\s*$' ? 1
          \ : line =~# '^ \{,3}[^[:space:]>#-]' && next =~# '^ \{,3}-\+\s*$' ? 2 : 0
    if level
      let [heading, indents] = [level, []]
      call add(levels, '>' . level)
      continue
    endif
    while !empty(indents) && indents[-1][0] >= indent
      call remove(indents, -1)
    endwhile
    let depth = len(filter(copy(indents), 'v:val[1]'))
    if line =~# '^\s*\%([-*+]\|\d\{1,9}[.)]\)\s'
      let task = line =~# '^\s*\%([-*+]\|\d\{1,9}[.)]\)\s\+\[.\]\s\+\S'
      let below = s:HasBelow(a:lines, index, indent)
      call add(indents, [indent, task && below])
      if task && below
        call add(levels, '>' . (heading + depth + 1))
        continue
      endif
    endif
    call add(levels, '' . (heading + depth))
  endfor
  return levels
endfunction

function! s:Indent(line) abort
  return strdisplaywidth(matchstr(a:line, '^\s*'))
endfunction

" True if the next line with text is indented more.
function! s:HasBelow(lines, index, indent) abort
  let next = match(a:lines, '\S', a:index + 1)
  return next > 0 && s:Indent(a:lines[next]) > a:indent
endfunction

" For 'foldtext': the line, and how many of the tasks inside are done.
function! planmd#FoldText() abort
  let [done, all] = [0, 0]
  for line in getline(v:foldstart, v:foldend)
    let box = matchstr(line, '^\s*\%([-*+]\|\d\{1,9}[.)]\)\s\+\[\zs.\ze\]\s\+\S')
    if box !=# '' && box !=# '-'
      let all += 1
      let done += box =~? 'x'
    endif
  endfor
  let text = substitute(getline(v:foldstart), '\t', repeat(' ', &tabstop), 'g')
  return text . (all ? ' (' . done . ' of ' . all . ' done)' : ' (' . (v:foldend - v:foldstart + 1) . ' lines)')
endfunction

let &cpo = s:cpo
unlet s:cpo
