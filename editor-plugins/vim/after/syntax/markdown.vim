" Vim syntax file
" Language: planmd's tasks, tags, log entries and comments in Markdown
" Needs:    a syntax for Markdown that calls its headings markdownH1 … markdownH6, as Vim's own does

if exists('b:planmd_syntax') || !get(g:, 'planmd_syntax', 1)
  finish
endif
let b:planmd_syntax = 1

let s:cpo = &cpo
set cpo&vim

" The patterns below say themselves where case does not matter.
syn case match

" -- Values ------------------------------------------------------------------------------------------------------

let s:date = '\d\{4}-\%(\d\d-\d\d\%(T\d\d:\d\d\)\=\|W\d\d\|Q[1-4]\|\d\d\)'
let s:effort = '\%(\d\+\%(\.\d\+\)\=\%(min\|[mhdw]\)\)\+'
let s:estimate = s:effort . '\%(-' . s:effort . '\|/' . s:effort . '/' . s:effort . '\)\='
let s:sign = '\%([€$£¥₹₩₺]\|\u\{3}\)'
let s:number = '\d[0-9,]*\%(\.\d\+\)\='
let s:money = '\%([+-]\=' . s:sign . s:number . '\|[+-]\=' . s:number . s:sign . '\)'
let s:letter = '\%(\a\|[^\x00-\x7f]\)'
let s:name = s:letter . '\%([0-9A-Za-z_.-]\|[^\x00-\x7f]\)*\%([0-9A-Za-z]\|[^\x00-\x7f]\)\@1<='
let s:id = '\%([0-9A-Za-z_]\|[^\x00-\x7f]\)\%([0-9A-Za-z_-]\|[^\x00-\x7f]\)*-\@1<!'
let s:units = '(\d\{1,3}%\=)'
let s:any = '[^[:space:]`<]*[^[:space:]`<,.;)]'

" What stands before a tag, and what must not begin a value.
let s:before = '\%(^\|[[:space:](]\)\@1<='
let s:start = '\%(["`\\:]\|//\)\@!'
let s:after = '\ze[,.;)]*\%(\s\|$\)'

" Kinds of values, the keys of each, and its pattern. The group names are planmdKeyKIND and planmdValueKIND.
let s:kinds = {
      \ 'Date': ['due start started t scheduled fixed done completed completion cancelled created until from', s:date],
      \ 'Effort': ['est estimate effort spent actual left span', s:estimate],
      \ 'Money': ['budget cost paid rate',
      \   '\%(' . s:money . '\|' . s:effort . '\)\%(/\%(w\|mo\|q\|y\)\)\='],
      \ 'Percent': ['progress', '\d\+\%(\.\d\+\)\=%'],
      \ 'Count': ['times', '\d\+'],
      \ 'Recurrence': ['rec repeat', s:start . s:any],
      \ 'Identifier': ['id', s:id],
      \ 'Reference': ['after depends dependsOn blocked-by before blocks end-after', s:start . s:any],
      \ 'Person': ['assignee owner', '@\=' . s:name . '\%(|@\=' . s:name . '\)*\%(' . s:units . '\)\='],
      \ 'Word': ['pri priority split holiday billable health onCompletion type',
      \   '\c\%(\a\a\@!\|yes\|no\|before\|after\|skip\|green\|amber\|red\|keep\|delete\|project\|area\)'],
      \ 'Text': ['waiting', s:start . s:any],
      \ }
let s:all = join(map(values(s:kinds), 'tr(v:val[0], " ", "|")'), '|')
let s:all = '\%(' . substitute(s:all, '|', '\\|', 'g') . '\)'
let s:digits = '\%(' . substitute(join(map(['Date', 'Effort', 'Money', 'Percent', 'Count'],
      \ 's:kinds[v:val][0]')), ' ', '\\|', 'g') . '\)'
let s:relative = '\%(today\|tomorrow\|yesterday\|eo[wmqy]\|next\|soon\|asap'
      \ . '\|\%(mon\|tue\|wed\|thu\|fri\|sat\|sun\)\a*\)'

" Tags stand in tasks and attributes, which say so themselves, and in headings, which know nothing of planmd.
syn cluster planmdHeadings contains=markdownH1,markdownH2,markdownH3,markdownH4,markdownH5,markdownH6
let s:tag = 'contained containedin=@planmdHeadings'

" -- Tags --------------------------------------------------------------------------------------------------------

" Later items win where two begin at the same place, so the general ones come first.
exe 'syn match planmdTagOwn "' . s:before . '\a[0-9A-Za-z-]\+:' . s:start . s:any . s:after
      \ . '" ' . s:tag . ' contains=planmdKeyOwn'
exe 'syn match planmdKeyOwn "\a[0-9A-Za-z-]\+\ze:" contained nextgroup=planmdColonOwn'
syn match planmdColonOwn ":" contained nextgroup=planmdValueOwn,planmdValueQuoted
exe 'syn match planmdValueOwn "' . s:start . s:any . '" contained'
syn region planmdValueQuoted start=+"+ skip=+\\.+ end=+"+ oneline contained
" A known key whose value is none of its own stays text …
exe 'syn match planmdText "' . s:before . '\c' . s:all . ':\S*" ' . s:tag
" … but not where digits show that a value was meant, or a day in words, which no file can say.
exe 'syn match planmdTagBad "' . s:before . '\c' . s:digits . ':' . s:start . '\%([^[:space:]`<]*\d[^[:space:]`<]\{-}\|'
      \ . s:relative . '\)' . s:after . '" ' . s:tag . ' contains=planmdKeyBad'
syn match planmdKeyBad "\a[0-9A-Za-z-]*\ze:" contained nextgroup=planmdColonBad
syn match planmdColonBad ":" contained nextgroup=planmdValueBad
exe 'syn match planmdValueBad "' . s:any . '" contained'

for [s:kind, s:entry] in items(s:kinds)
  let s:keys = '\c\%(' . substitute(s:entry[0], ' ', '\\|', 'g') . '\)\C'
  exe 'syn match planmdTag' . s:kind . ' "' . s:before . s:keys . ':' . escape(s:entry[1], '"') . s:after
        \ . '" ' . s:tag . ' contains=planmdKey' . s:kind
  exe 'syn match planmdKey' . s:kind . ' "\a[0-9A-Za-z-]*\ze:" contained nextgroup=planmdColon' . s:kind
  exe 'syn match planmdColon' . s:kind . ' ":" contained nextgroup=planmdValue' . s:kind
  exe 'syn match planmdValue' . s:kind . ' "' . escape(s:entry[1], '"') . '" contained'
        \ . (s:kind ==# 'Reference' ? ' contains=planmdLag,planmdEnd,planmdComma' : '')
  exe 'hi def link planmdTag' . s:kind . ' NONE'
endfor
exe 'syn match planmdTagQuoted "' . s:before . '\a[0-9A-Za-z-]*:\"\%(\\.\|[^\"\\]\)\+\"" ' . s:tag
      \ . ' contains=planmdKeyOwn,planmdKeyText'
exe 'syn match planmdKeyText "\c' . s:all . '\ze:" contained nextgroup=planmdColonOwn'
syn match planmdLag "[+-]\d\+\%(\.\d\+\)\=e\=\%(min\|[hdw]\)\ze\%(,\|$\|\s\|\]\)" contained
syn match planmdEnd "\.\%(start\|end\)\ze\%([+,-]\|$\|\s\)" contained
syn match planmdComma "," contained

" -- Signs -------------------------------------------------------------------------------------------------------

exe 'syn match planmdName "' . s:before . '@' . s:name . '\%(|@\=' . s:name . '\)*\%(' . s:units . '\)\='
      \ . '\%([/@''’(|]\|[0-9A-Za-z]\)\@!" ' . s:tag . ' contains=planmdUnits'
exe 'syn match planmdUnits "' . s:units . '" contained'
exe 'syn match planmdLabel "' . s:before
      \ . '#\%(\d\+\%(\s\|$\|[,.;):!?]\)\)\@!\%([0-9A-Za-z_/-]\|[^\x00-\x7f]\)\+\ze\%([[:space:],.;):!?]\|$\)" '
      \ . s:tag
exe 'syn match planmdShort "' . s:before . '\~' . s:estimate . s:after . '" ' . s:tag . ' contains=planmdKeyShort'
syn match planmdKeyShort "\~" contained nextgroup=planmdValueEffort
exe 'syn match planmdBlock "' . s:before . '\^[0-9A-Za-z-]\+\ze\s*$" contained'

" -- Obsidian Tasks ----------------------------------------------------------------------------------------------

exe 'syn match planmdEmoji "\%(📅\|📆\|🗓\|⏳\|⌛\|🛫\|➕\|✅\|❌\)\%ufe0f\=\ze\s*\d" ' . s:tag
      \ . ' nextgroup=planmdEmojiGood,planmdEmojiBad skipwhite'
syn match planmdEmojiBad "\d[0-9./-]*\d" contained
exe 'syn match planmdEmojiGood "' . s:date . '\%([0-9./-]*\d\)\@!" contained'
exe 'syn match planmdPriority "[🔺⏫🔼🔽⏬]\%ufe0f\=" ' . s:tag
exe 'syn match planmdEmoji "🔁\%ufe0f\=\ze\s*\cevery" ' . s:tag . ' nextgroup=planmdEmojiRule skipwhite'
syn match planmdEmojiRule "\cevery\%([ \t]\+[0-9A-Za-z,!]\+\%(\s\|$\|[^\x00-\x7f]\)\@=\)\+" contained
exe 'syn match planmdEmoji "🆔\%ufe0f\=\ze\s*[0-9A-Za-z_-]" ' . s:tag . ' nextgroup=planmdEmojiId skipwhite'
syn match planmdEmojiId "[0-9A-Za-z_-]\+" contained
exe 'syn match planmdEmoji "⛔\%ufe0f\=\ze\s*[0-9A-Za-z_-]" ' . s:tag . ' nextgroup=planmdEmojiReference skipwhite'
syn match planmdEmojiReference "[0-9A-Za-z_-]\+\%(\s*,\s*[0-9A-Za-z_-]\+\)*" contained contains=planmdComma
exe 'syn match planmdEmoji "🏁\%ufe0f\=\ze\s*\c\%(keep\|delete\)\>" ' . s:tag . ' nextgroup=planmdEmojiWord skipwhite'
syn match planmdEmojiWord "\a\+" contained

" -- Dataview ----------------------------------------------------------------------------------------------------

for [s:open, s:close] in [['\[', '\]'], ['(', ')']]
  exe 'syn region planmdField matchgroup=planmdFieldDelimiter start="' . s:open
        \ . '\ze\s*[0-9A-Za-z-]\+\s*::\s*[^[:space:]\])]" end="' . s:close . '\|$" oneline ' . s:tag . ' keepend'
        \ . ' contains=planmdFieldKeyOwn,@planmdFieldKeys'
endfor
syn match planmdFieldKeyOwn "[0-9A-Za-z-]\+\ze\s*::" contained nextgroup=planmdFieldColonOwn skipwhite
syn match planmdFieldColonOwn "::" contained nextgroup=planmdFieldOwn skipwhite
syn match planmdFieldOwn "[^\])[:space:]]\%([^\])]*[^\])[:space:]]\)\=" contained
" What none of the kinds below can read: they come later and win.
syn match planmdFieldBad "\%([^\])]*\d\)\@=[^\])[:space:]][^\])]*" contained
for [s:kind, s:entry] in items(s:kinds)
  let s:keys = '\c\<\%(' . substitute(s:entry[0], ' ', '\\|', 'g') . '\)\C'
  let s:value = s:kind =~# 'Recurrence\|Reference\|Text'
        \ ? '[^\])[:space:]]\%([^\])]*[^\])[:space:]]\)\=' : s:kind ==# 'Word' ? '\a\+' : s:entry[1]
  exe 'syn match planmdFieldKey' . s:kind . ' "' . s:keys . '\ze\s*::" contained nextgroup=planmdFieldColon'
        \ . s:kind . ' skipwhite'
  exe 'syn match planmdFieldColon' . s:kind . ' "::" contained nextgroup=planmdField' . s:kind
        \ . ',planmdFieldBad skipwhite'
  exe 'syn match planmdField' . s:kind . ' "' . escape(s:value, '"') . '\ze\s*[\])]" contained'
        \ . (s:kind ==# 'Reference' ? ' contains=planmdLag,planmdEnd,planmdComma' : '')
  exe 'syn cluster planmdFieldKeys add=planmdFieldKey' . s:kind
endfor

" -- Text with tags ----------------------------------------------------------------------------------------------

let s:tags = 'planmdTagOwn,planmdText,planmdTagBad,planmdTagQuoted,planmdName,planmdLabel,planmdShort,planmdBlock,'
      \ . 'planmdEmoji,planmdPriority,planmdField,' . join(map(keys(s:kinds), '"planmdTag" . v:val'), ',')
exe 'syn cluster planmdInline contains=' . s:tags

" Bold and italic text in tasks may hold tags; that of other paragraphs may not.
let s:concealends = has('conceal') && get(g:, 'markdown_syntax_conceal', 1) ? ' concealends' : ''
exe 'syn region planmdItalic matchgroup=markdownItalicDelimiter start="\*\S\@=" end="\S\@<=\*" skip="\\\*"'
      \ . ' oneline contained contains=@planmdInline' . s:concealends
exe 'syn region planmdBold matchgroup=markdownBoldDelimiter start="\*\*\S\@=" end="\S\@<=\*\*" skip="\\\*"'
      \ . ' oneline contained contains=@planmdInline' . s:concealends
exe 'syn region planmdStrike matchgroup=markdownStrikeDelimiter start="\~\~\S\@=" end="\S\@<=\~\~" oneline'
      \ . ' contained contains=@planmdInline' . s:concealends

" -- Tasks -------------------------------------------------------------------------------------------------------

let s:marker = '^\s*\%(>\s\=\)*\s*\%([-*+]\|\d\{1,9}[.)]\)\s\+'
let s:stop = '\ze\n\%($\|\s*\%($\|[-*+]\%(\s\|$\)\|\d\{1,9}[.)]\%(\s\|$\)\|#\{1,6}\s\|>\|```\|\~\~\~\|<!--\)\)'
let s:inside = 'planmdMarker,@planmdInline,planmdBold,planmdItalic,planmdStrike,planmdComment,planmdHidden,'
      \ . 'markdownCode,markdownLinkText,markdownAutomaticLink,markdownEscape,htmlComment,htmlTag,htmlEndTag'
for [s:status, s:char] in [['Unknown', '[^[:space:]]'], ['Open', ' '], ['Done', '[xX]'], ['Started', '/'],
      \ ['Cancelled', '-'], ['Waiting', '>'], ['Held', 'h'], ['Question', '?']]
  let s:group = index(['Done', 'Cancelled'], s:status) >= 0 ? 'planmdTask' . s:status : 'planmdTask'
  exe 'syn region ' . s:group . ' start="' . s:marker . '\[' . s:char . '\]\s\+\S" end="' . s:stop
        \ . '" keepend contains=' . s:inside
  exe 'syn match planmdBox' . s:status . ' "\[' . s:char . '\]" contained nextgroup=planmdLead skipwhite'
  exe 'syn cluster planmdBox add=planmdBox' . s:status
endfor
exe 'syn match planmdMarker "' . s:marker . '\ze\[.\]\s" contained nextgroup=@planmdBox'
" Priorities in parentheses count in front of the text only.
syn match planmdLead "([A-C])\ze\s" contained
for s:level in range(1, 6)
  exe 'syn match planmdLeadHeading "\%(^ \{,3}#\{' . s:level
        \ . '}\s\+\)\@<=([A-C])\ze\s" contained containedin=markdownH' . s:level
endfor

" -- Attributes of a project -------------------------------------------------------------------------------------

let s:word = '\%(\a[0-9A-Za-z-]*:\%(\"\%(\\.\|[^\"\\]\)\+\"\|[^[:space:]"`\\:][^[:space:]`<]*\)\|@' . s:letter
      \ . '[^[:space:]]*\|#[^[:space:]#][^[:space:]#]*\)'
exe 'syn match planmdAttributes "^ \{,3}' . s:word . '\%(\s\+' . s:word . '\)*\s*$" contains=@planmdInline'

" -- Log ---------------------------------------------------------------------------------------------------------

exe 'syn region planmdLog start="^\s*\%(>\s\=\)*\s*[-*+]\s\+\d\{4}-\d\d-\d\d:\=\s" end="$" oneline keepend'
      \ . ' contains=planmdLogMarker,planmdName,planmdLabel,planmdComment,markdownCode,'
      \ . 'markdownLinkText,markdownBold,markdownItalic,htmlComment'
syn match planmdLogMarker "^\s*\%(>\s\=\)*\s*[-*+]\s\+" contained nextgroup=planmdLogDate
syn match planmdLogDate "\d\{4}-\d\d-\d\d" contained nextgroup=planmdLogClock,planmdLogEffort,planmdLogMoney skipwhite
exe 'syn match planmdLogEffort "-\=' . s:effort . '\ze\%(\s\|$\)" contained'
exe 'syn match planmdLogMoney "' . s:money . '\ze\%(\s\|$\)" contained'
syn match planmdLogClock "\d\{1,2}:\d\d[-–]\%(\d\{1,2}:\d\d\)\=\ze\%(\s\|$\)" contained

" -- Comments ----------------------------------------------------------------------------------------------------

syn region planmdComment start="<!--\ze\s*/\=planmd\%([:[:space:]-]\)" end="-->" keepend
      \ contains=planmdBlockMark,planmdSuppression
syn match planmdBlockMark "\%(<!--\s*\)\@<=planmd:" contained nextgroup=planmdCommand skipwhite
syn match planmdBlockMark "\%(<!--\s*\)\@<=/planmd\ze[[:space:]-]" contained nextgroup=planmdBlockDate skipwhite
syn match planmdCommand "\l[a-z-]*" contained nextgroup=planmdCommandWord skipwhite
syn match planmdCommandWord "\%(-->\)\@!\S\+" contained nextgroup=planmdCommandWord skipwhite
exe 'syn match planmdBlockDate "' . s:date . '" contained'
syn match planmdSuppression "planmd-\%(disable-line\|disable-file\|disable\|enable\)\ze\%([[:space:],]\|-->\)" contained
      \ nextgroup=planmdRule skipwhite
syn match planmdRule "\a\+\%(-\a\+\)*" contained nextgroup=planmdRuleComma skipwhite
syn match planmdRuleComma "," contained nextgroup=planmdRule skipwhite
syn match planmdRuleComma "\ze\a" contained nextgroup=planmdRule
" What Obsidian hides is no part of the plan.
syn region planmdHidden start="%%\S\@=" start="%% \@=" end="%%" oneline
syn region planmdHidden start="^%%\s*$" end="%%"

" Older versions of Vim's syntax know no fences of tildes.
if execute('syn list markdownCodeBlock') !~# '\~'
  syn region markdownCodeBlock start="^\s*\z(\~\{3,\}\).*$" end="^\s*\z1\~*\s*$" keepend
endif

" -- Looks -------------------------------------------------------------------------------------------------------

hi def link planmdMarker markdownListMarker
hi def link planmdLogMarker markdownListMarker
hi def link planmdItalic markdownItalic
hi def link planmdBold markdownBold
hi def link planmdStrike markdownStrike
hi def link planmdBoxOpen Special
hi def link planmdBoxStarted DiffChange
hi def link planmdBoxDone Comment
hi def link planmdBoxCancelled Comment
hi def link planmdBoxWaiting Type
hi def link planmdBoxHeld Type
hi def link planmdBoxQuestion Todo
hi def link planmdBoxUnknown Special
hi def link planmdTaskDone Comment
hi def planmdTaskCancelled term=NONE cterm=strikethrough gui=strikethrough
for s:kind in keys(s:kinds)
  exe 'hi def link planmdKey' . s:kind . ' Keyword'
  exe 'hi def link planmdFieldKey' . s:kind . ' Keyword'
  exe 'hi def link planmdColon' . s:kind . ' Delimiter'
  exe 'hi def link planmdFieldColon' . s:kind . ' Delimiter'
  let s:look = s:kind =~# 'Date\|Effort\|Money\|Percent\|Count' ? 'Number'
        \ : get(
        \   {'Identifier': 'Label', 'Reference': 'Identifier', 'Person': 'Function', 'Word': 'Constant'},
        \   s:kind, 'String')
  exe 'hi def link planmdValue' . s:kind . ' ' . s:look
  exe 'hi def link planmdField' . s:kind . ' ' . s:look
endfor
hi def link planmdKeyOwn Identifier
hi def link planmdFieldKeyOwn Identifier
hi def link planmdColonOwn Delimiter
hi def link planmdFieldColonOwn Delimiter
hi def link planmdValueOwn String
hi def link planmdFieldOwn String
hi def link planmdValueQuoted String
hi def link planmdKeyBad Keyword
hi def link planmdColonBad Delimiter
hi def link planmdValueBad Error
hi def link planmdFieldBad Error
hi def link planmdFieldDelimiter Delimiter
hi def link planmdLag Number
hi def link planmdEnd Keyword
hi def link planmdComma Delimiter
hi def link planmdName Function
hi def link planmdUnits Number
hi def link planmdLabel Tag
hi def link planmdLead Statement
hi def link planmdLeadHeading Statement
hi def link planmdPriority Statement
hi def link planmdKeyShort Keyword
hi def link planmdBlock Label
hi def link planmdEmoji Keyword
hi def link planmdEmojiGood Number
hi def link planmdEmojiBad Error
hi def link planmdEmojiRule String
hi def link planmdEmojiId Label
hi def link planmdEmojiReference Identifier
hi def link planmdEmojiWord Constant
hi def link planmdLogDate Number
hi def link planmdLogEffort Number
hi def link planmdLogMoney Number
hi def link planmdLogClock Number
hi def link planmdComment Comment
hi def link planmdHidden Comment
hi def link planmdBlockMark PreProc
hi def link planmdCommand Function
hi def link planmdCommandWord Identifier
hi def link planmdBlockDate Number
hi def link planmdSuppression PreProc
hi def link planmdRule Identifier

" As the syntax for Markdown leaves it.
syn case ignore
let &cpo = s:cpo
unlet! s:cpo s:kind s:entry s:keys s:value s:look s:level s:tag s:tags s:status s:char s:group s:open s:close
