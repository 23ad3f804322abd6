" Vim compiler file
" Compiler: planmd lint, for :make and the quickfix list

if exists('current_compiler')
  finish
endif
let current_compiler = 'planmd'

let s:cpo = &cpo
set cpo&vim

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

" planmd names files from the plan's folder. The line in front says which it is, so that they are found from elsewhere;
" in parentheses, so that 'shellpipe' takes both.
let s:root = planmd#Root(expand('%') ==# '' ? getcwd() . '/-' : expand('%'))
let s:command = '(echo ' . shellescape('planmd in folder ' . s:root) . ' && '
      \ . shellescape(planmd#Program()) . ' lint --color never --root ' . shellescape(s:root) . ')'
exe 'CompilerSet makeprg=' . escape(s:command, ' \|"')

CompilerSet errorformat=%Dplanmd\ in\ folder\ %f
CompilerSet errorformat+=%E%f:%l:%c:\ error:\ %m
CompilerSet errorformat+=%W%f:%l:%c:\ warning:\ %m
CompilerSet errorformat+=%I%f:%l:%c:\ info:\ %m
" The help goes with the message; the line of the file and the marks below it are seen in the buffer.
CompilerSet errorformat+=%C\ \ help:\ %m
CompilerSet errorformat+=%-C\ %#%l\ \|%.%#
CompilerSet errorformat+=%-C\ %#\|%.%#
CompilerSet errorformat+=%-Z
CompilerSet errorformat+=%-G%.%#

let &cpo = s:cpo
unlet s:cpo s:root s:command
