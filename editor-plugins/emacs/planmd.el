;;; planmd.el --- Plans in plain Markdown files  -*- lexical-binding: t; -*-

;; Author: The planmd authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1") (markdown-mode "2.4"))
;; Keywords: calendar, outlines, tools

;;; Commentary:

;; planmd is a planner whose files are Markdown: headings are projects, checklists are tasks, and tags such as
;; `due:2026-03-31 est:2d @ann' say the rest.  This package adds to `markdown-mode':
;;
;; - highlighting of tasks, tags, log entries and planmd's comments
;; - the language server, by Eglot
;; - without Eglot: findings by Flymake, completion, and the commands of planmd on the task at point
;;
;; To have it in all Markdown files:
;;
;;     (require 'planmd)
;;     (add-hook 'markdown-mode-hook #'planmd-mode)
;;     (add-hook 'markdown-mode-hook #'eglot-ensure)   ; if you want the language server
;;
;; `planmd-lint' runs `planmd lint' for the whole plan; \\[next-error] goes through its findings.

;;; Code:

(require 'cl-lib)
(require 'compile)
(require 'json)
(require 'subr-x)

(declare-function eglot-current-server "eglot" ())
(declare-function eglot-path-to-uri "eglot" (path &rest options))
(declare-function eglot--path-to-uri "eglot" (path))
(declare-function eglot--signal-textDocument/didChange "eglot" ())
(declare-function flymake-make-diagnostic "flymake" (&rest arguments))
(declare-function jsonrpc-request "jsonrpc" (connection method parameters &rest options))
(declare-function markdown-code-block-at-pos "markdown-mode" (position))
(defvar eglot-confirm-server-initiated-edits)
(defvar eglot-server-programs)

(defgroup planmd nil
  "Plans in plain Markdown files."
  :group 'text
  :prefix "planmd-")

(defcustom planmd-program "planmd"
  "The program."
  :type 'string)

(defcustom planmd-keymap-prefix (kbd "C-c ,")
  "What the keys of `planmd-mode' begin with.
It counts when the package is loaded."
  :type 'key-sequence)

(defcustom planmd-inlay-hints-dates t
  "Whether the language server shows planned dates behind tasks."
  :type 'boolean)

(defcustom planmd-inlay-hints-progress t
  "Whether the language server shows progress behind headings."
  :type 'boolean)

(defcustom planmd-inlay-hints-load "over"
  "Behind whom the language server shows how much there is to do."
  :type '(choice (const :tag "Nobody" "off") (const :tag "Who has too much" "over") (const :tag "Everybody" "always")))

(defcustom planmd-code-lenses t
  "Whether the language server shows figures above headings."
  :type 'boolean)

(defcustom planmd-schedule t
  "Whether the plan is levelled for findings about schedules."
  :type 'boolean)

;;; Faces

(defmacro planmd--faces (&rest faces)
  "Define FACES: each a name, what it inherits, and its description."
  `(progn
     ,@(mapcar (lambda (face)
                 (cl-destructuring-bind (name inherits text) face
                   `(defface ,(intern (format "planmd-%s" name)) '((t :inherit ,inherits)) ,text)))
               faces)))

(planmd--faces
 (box-open font-lock-keyword-face "The box of an open task.")
 (box-started warning "The box of a task in progress.")
 (box-done shadow "The box of a finished task.")
 (box-cancelled shadow "The box of a cancelled task.")
 (box-waiting font-lock-type-face "The box of a task that waits for somebody.")
 (box-held font-lock-type-face "The box of a task on hold.")
 (box-question warning "The box of a task with an open question.")
 (box-unknown font-lock-keyword-face "A box with a character that planmd does not know.")
 (done shadow "The text of a finished task.")
 (key font-lock-keyword-face "The key of a tag.")
 (own-key font-lock-variable-name-face "A key of the plan's own.")
 (date font-lock-constant-face "A date.")
 (number font-lock-constant-face "An effort, an amount of money, a count.")
 (word font-lock-constant-face "A word that a key takes.")
 (string font-lock-string-face "A quoted value, a recurrence, a value of the plan's own.")
 (identifier font-lock-variable-name-face "An id where it is given.")
 (reference font-lock-variable-name-face "An id where it is used.")
 (person font-lock-function-name-face "A name.")
 (label font-lock-type-face "A label.")
 (priority font-lock-warning-face "A priority.")
 (block font-lock-variable-name-face "A block id.")
 (emoji font-lock-keyword-face "An emoji that is a key.")
 (bad error "A value that its key cannot have.")
 (log font-lock-constant-face "The day, time or amount of a log entry.")
 (comment font-lock-preprocessor-face "What a comment of planmd begins with.")
 (command font-lock-function-name-face "A command in a comment of planmd.")
 (rule font-lock-constant-face "A rule that a comment silences."))

(defface planmd-cancelled '((t :inherit shadow :strike-through t))
  "The text of a cancelled task.")

;;; Expressions

(eval-and-compile
  (defconst planmd--keys
    '((date "due" "start" "started" "t" "scheduled" "fixed" "done" "completed" "completion" "cancelled" "created"
            "until" "from")
      (effort "est" "estimate" "effort" "spent" "actual" "left" "span")
      (money "budget" "cost" "paid" "rate")
      (percent "progress")
      (count "times")
      (recurrence "rec" "repeat")
      (identifier "id")
      (reference "after" "depends" "dependsOn" "blocked-by" "before" "blocks" "end-after")
      (person "assignee" "owner")
      (word "pri" "priority" "split" "holiday" "billable" "health" "onCompletion" "type")
      (text "waiting"))
    "The keys that the format gives a meaning, by the kind of their values.")

  (defconst planmd--date
    (concat "[0-9]\\{4\\}-\\(?:[0-9]\\{2\\}-[0-9]\\{2\\}\\(?:T[0-9]\\{2\\}:[0-9]\\{2\\}\\)?"
            "\\|W[0-9]\\{2\\}\\|Q[1-4]\\|[0-9]\\{2\\}\\)"))
  (defconst planmd--effort "\\(?:[0-9]+\\(?:\\.[0-9]+\\)?\\(?:min\\|[mhdw]\\)\\)+")
  (defconst planmd--estimate
    (concat planmd--effort "\\(?:-" planmd--effort "\\|/" planmd--effort "/" planmd--effort "\\)?"))
  (defconst planmd--money
    (let ((sign "\\(?:[€$£¥₹₩₺]\\|[A-Z]\\{3\\}\\)") (number "[0-9][0-9,]*\\(?:\\.[0-9]+\\)?"))
      (concat "[+-]?\\(?:" sign number "\\|" number sign "\\)")))
  (defconst planmd--name "[[:alpha:]]\\(?:[[:alnum:]_.-]*[[:alnum:]]\\)?")
  (defconst planmd--units "([0-9]\\{1,3\\}%?)")
  (defconst planmd--id "[[:alnum:]_]\\(?:[[:alnum:]_-]*[[:alnum:]_]\\)?")
  (defconst planmd--any "[^][:space:]`<\"\\:[][^[:space:]`<]*")

  (defconst planmd--values
    `((date . ,planmd--date)
      (effort . ,planmd--estimate)
      (money . ,(concat "\\(?:" planmd--money "\\|" planmd--effort "\\)\\(?:/\\(?:w\\|mo\\|q\\|y\\)\\)?"))
      (percent . "[0-9]+\\(?:\\.[0-9]+\\)?%")
      (count . "[0-9]+")
      (recurrence . "[^[:space:]]+")
      (identifier . ,planmd--id)
      (reference . "[^[:space:]]+")
      (person . ,(concat "@?" planmd--name "\\(?:|@?" planmd--name "\\)*\\(?:" planmd--units "\\)?"))
      (word . "[[:alpha:]]\\|yes\\|no\\|before\\|after\\|skip\\|green\\|amber\\|red\\|keep\\|delete\\|project\\|area")
      (text . "[^[:space:]]+"))
    "What a value of each kind looks like."))

(defconst planmd--field-words "\\`\\(?:[[:alpha:]]+\\)\\'" "What Dataview fields of words take, besides.")

(defconst planmd--relative
  (concat "\\`\\(?:today\\|tomorrow\\|yesterday\\|eo[wmqy]\\|next\\|soon\\|asap"
          "\\|\\(?:mon\\|tue\\|wed\\|thu\\|fri\\|sat\\|sun\\)[a-z]*\\)\\'")
  "Days in words, which no file can say.")

(defconst planmd--faces-of-values
  '((date . planmd-date) (effort . planmd-number) (money . planmd-number) (percent . planmd-number)
    (count . planmd-number) (recurrence . planmd-string) (identifier . planmd-identifier)
    (reference . planmd-reference) (person . planmd-person) (word . planmd-word) (text . planmd-string)))

(defconst planmd--item "^[ \t]*\\(?:>[ \t]?\\)*[ \t]*\\(?:[-*+]\\|[0-9]\\{1,9\\}[.)]\\)[ \t]+"
  "The beginning of a list item.")

(defconst planmd--task (concat planmd--item "\\(\\[\\(.\\)\\]\\)[ \t]+[^ \t\n]")
  "The beginning of a task; group 1 is its box, group 2 the character in it.")

(defconst planmd--boxes
  '((?\s . planmd-box-open) (?x . planmd-box-done) (?X . planmd-box-done) (?/ . planmd-box-started)
    (?- . planmd-box-cancelled) (?> . planmd-box-waiting) (?h . planmd-box-held) (?? . planmd-box-question)))

(defconst planmd--tag
  (concat "\\(?:^\\|[ \t(]\\)\\(\\([A-Za-z][A-Za-z0-9-]*\\):"
          "\\(\"\\(?:\\\\.\\|[^\"\\\n]\\)+\"\\|" planmd--any "\\)\\)")
  "A tag: group 1 all of it, group 2 its key, group 3 its value.")

(defconst planmd--log
  (concat "^[ \t]*\\(?:>[ \t]?\\)*[ \t]*[-*+][ \t]+\\([0-9]\\{4\\}-[0-9]\\{2\\}-[0-9]\\{2\\}\\)"
          "\\(?::[ \t]\\|[ \t]+\\("
          "\\(?:[0-9]\\{1,2\\}:[0-9]\\{2\\}[-–]\\(?:[0-9]\\{1,2\\}:[0-9]\\{2\\}\\)?\\|-?" planmd--effort
          "\\|" planmd--money "\\)\\(?:[ \t]\\|$\\)\\)?\\)")
  "A log entry: group 1 its day, group 2 its time or amount.")

(defconst planmd--attribute
  (concat "\\(?:[A-Za-z][A-Za-z0-9-]*:\\(?:\"\\(?:\\\\.\\|[^\"\\\n]\\)+\"\\|" planmd--any "\\)"
          "\\|@[[:alpha:]][^[:space:]]*\\|#[^[:space:]#]+\\)"))

(defconst planmd--attributes
  (concat "^ \\{0,3\\}" planmd--attribute "\\(?:[ \t]+" planmd--attribute "\\)*[ \t]*$")
  "A line of nothing but tags.")

(defun planmd--kind (key)
  "The kind of values that KEY takes, or nil."
  (car (cl-find-if (lambda (entry)
                     (cl-some (lambda (name) (eq t (compare-strings key nil nil name nil nil t)))
                              (cdr entry)))
                   planmd--keys)))

(defun planmd--fits-p (kind value)
  "True if VALUE is what a key of KIND takes."
  (let ((case-fold-search (eq kind 'word)))
    (string-match-p (concat "\\`\\(?:" (alist-get kind planmd--values) "\\)\\'") value)))

(defun planmd--wants-digits-p (kind)
  "True if values of KIND have digits."
  (memq kind '(date effort money percent count)))

;;; Highlighting

(defun planmd--has-face-p (position faces)
  "True if the text at POSITION has one of FACES."
  (let ((own (get-text-property position 'face)))
    (cl-intersection (if (listp own) own (list own)) faces)))

(defun planmd--plain-p (position)
  "True if no tag can be at POSITION: in code, links and comments."
  (planmd--has-face-p
   position
   '(markdown-inline-code-face markdown-code-face markdown-pre-face markdown-url-face markdown-link-face
     markdown-plain-url-face markdown-comment-face font-lock-comment-face)))

(defun planmd--put (start end face)
  "Give the text from START to END the FACE, in front of what it has."
  (when (and start end (< start end))
    (font-lock-prepend-text-property start end 'face face)))

(defun planmd--value-end (start end)
  "The end of a value from START to END, without the punctuation of a sentence."
  (while (and (> end start)
              (memq (char-before end) '(?, ?. ?\; ?\)))
              (not (and (eq (char-before end) ?\))
                        (>= (cl-count ?\( (buffer-substring-no-properties start end))
                            (cl-count ?\) (buffer-substring-no-properties start end))))))
    (setq end (1- end)))
  end)

(defun planmd--fontify-references (start end)
  "Highlight references from START to END: ids, their ends and lags."
  (save-excursion
    (goto-char start)
    (while (re-search-forward "[^,]+" end t)
      (let ((first (match-beginning 0)) (last (match-end 0)) (lag nil))
        (goto-char first)
        (when (re-search-forward "[+-][0-9]+\\(?:\\.[0-9]+\\)?e?\\(?:min\\|[hdw]\\)" last t)
          (when (= (match-end 0) last) (setq lag (match-beginning 0))))
        (planmd--put first (or lag last) 'planmd-reference)
        (when lag (planmd--put lag last 'planmd-number))
        (goto-char last)))))

(defun planmd--fontify-value (kind start end)
  "Highlight a value of KIND from START to END."
  (if (eq kind 'reference)
      (planmd--fontify-references start end)
    (planmd--put start end (alist-get kind planmd--faces-of-values))))

(defun planmd--fontify-tag (key-start key-end start end &optional is-field)
  "Highlight a tag: key from KEY-START to KEY-END, value from START to END.
IS-FIELD is non-nil for Dataview fields."
  (let* ((key (buffer-substring-no-properties key-start key-end))
         (value (buffer-substring-no-properties start end))
         (kind (planmd--kind key))
         (quoted (and (not is-field) (string-prefix-p "\"" value))))
    (cond
     ((null kind)
      (unless (and (= (length key) 1) (not is-field))
        (planmd--put key-start key-end 'planmd-own-key)
        (planmd--put start end 'planmd-string)))
     (quoted
      (planmd--put key-start key-end 'planmd-key)
      (planmd--put start end 'planmd-string))
     ((or (planmd--fits-p kind value)
          (and is-field (or (memq kind '(recurrence reference text))
                            (and (eq kind 'word) (string-match-p planmd--field-words value)))))
      (planmd--put key-start key-end 'planmd-key)
      (planmd--fontify-value kind start end))
     ((and (planmd--wants-digits-p kind)
           (or (string-match-p "[0-9]" value)
               (let ((case-fold-search t)) (string-match-p planmd--relative value))))
      (planmd--put key-start key-end 'planmd-key)
      (planmd--put start end 'planmd-bad)))))

(defmacro planmd--each (regexp end &rest body)
  "Run BODY for each match of REGEXP up to END where tags can be."
  (declare (indent 2))
  `(save-excursion
     (while (re-search-forward ,regexp ,end t)
       (unless (planmd--plain-p (match-beginning 0))
         (save-excursion (save-match-data ,@body)))
       ;; What ends one may begin the next: a blank.
       (goto-char (max (1+ (match-beginning 0)) (1- (match-end 0)))))))

(defun planmd--fontify-tags (start end)
  "Highlight the tags between START and END, in all dialects."
  (let ((case-fold-search nil))
    (save-excursion
      (goto-char start)
      (while (re-search-forward planmd--tag end t)
        (let ((key-start (match-beginning 2)) (key-end (match-end 2))
              (value-start (match-beginning 3)) (value-end (match-end 3)))
          (unless (or (planmd--plain-p key-start)
                      (string-prefix-p "//" (match-string 3)))
            (unless (eq (char-after value-start) ?\")
              (setq value-end (planmd--value-end value-start value-end)))
            (planmd--fontify-tag key-start key-end value-start value-end))
          ;; The blank behind a tag is the one before the next.
          (goto-char (max value-end (1+ key-end)))))
      (goto-char start)
      (planmd--each "\\([[(]\\)[ \t]*\\([A-Za-z0-9-]+\\)[ \t]*::[ \t]*\\([^])\n]*[^])[:space:]]\\)[ \t]*[])]" end
        (planmd--fontify-tag (match-beginning 2) (match-end 2) (match-beginning 3) (match-end 3) t))
      (planmd--each (concat "\\(?:^\\|[ \t(]\\)\\(@" planmd--name "\\(?:|@?" planmd--name "\\)*\\)\\(" planmd--units
                            "\\)?\\(?:$\\|[^/@'’(|[:alnum:]]\\)")
          end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-person)
        (planmd--put (match-beginning 2) (match-end 2) 'planmd-number))
      (planmd--each "\\(?:^\\|[ \t(]\\)\\(#[[:alnum:]_/-]*[[:alpha:]_/-][[:alnum:]_/-]*\\)\\(?:$\\|[],.;):!? \t]\\)" end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-label))
      (planmd--each (concat "\\(?:^\\|[ \t(]\\)\\(~\\)\\(" planmd--estimate "\\)[,.;)]*\\(?:[ \t]\\|$\\)") end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-key)
        (planmd--put (match-beginning 2) (match-end 2) 'planmd-number))
      (planmd--each "\\(?:^\\|[ \t]\\)\\(\\^[A-Za-z0-9-]+\\)[ \t]*$" end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-block))
      (planmd--fontify-emoji end))))

(defun planmd--fontify-emoji (end)
  "Highlight the fields of Obsidian Tasks from point to END."
  (planmd--each "\\([📅📆🗓⏳⌛🛫➕✅❌]\\)️?[ \t]*\\([0-9]+[-/.][0-9./-]*[0-9]\\)" end
    (planmd--put (match-beginning 1) (match-end 1) 'planmd-emoji)
    (planmd--put (match-beginning 2) (match-end 2)
                 (if (planmd--fits-p 'date (match-string-no-properties 2)) 'planmd-date 'planmd-bad)))
  (planmd--each "[🔺⏫🔼🔽⏬]️?" end
    (planmd--put (match-beginning 0) (match-end 0) 'planmd-priority))
  (planmd--each "\\(🔁\\)️?[ \t]*\\([Ee][Vv][Ee][Rr][Yy]\\(?:[ \t]+[A-Za-z0-9,!]+\\)+\\)" end
    (planmd--put (match-beginning 1) (match-end 1) 'planmd-emoji)
    (planmd--put (match-beginning 2)
                 ;; A word with a colon behind it is a tag, and none of the rule's.
                 (if (eq (char-after (match-end 2)) ?:)
                     (save-excursion (goto-char (match-end 2)) (skip-chars-backward "A-Za-z0-9,!") (1- (point)))
                   (match-end 2))
                 'planmd-string))
  (planmd--each "\\(🆔\\)️?[ \t]*\\([A-Za-z0-9_-]+\\)" end
    (planmd--put (match-beginning 1) (match-end 1) 'planmd-emoji)
    (planmd--put (match-beginning 2) (match-end 2) 'planmd-identifier))
  (planmd--each "\\(⛔\\)️?[ \t]*\\([A-Za-z0-9_-]+\\(?:[ \t]*,[ \t]*[A-Za-z0-9_-]+\\)*\\)" end
    (planmd--put (match-beginning 1) (match-end 1) 'planmd-emoji)
    (planmd--fontify-references (match-beginning 2) (match-end 2)))
  (planmd--each "\\(🏁\\)️?[ \t]*\\(keep\\|delete\\)\\_>" end
    (planmd--put (match-beginning 1) (match-end 1) 'planmd-emoji)
    (planmd--put (match-beginning 2) (match-end 2) 'planmd-word)))

(defun planmd--fontify-comment (end)
  "Highlight planmd's comments in the line up to END."
  (let ((case-fold-search nil))
    (save-excursion
      (while (re-search-forward "<!--[ \t]*\\(planmd:\\|/planmd\\_>\\|planmd-[^ \t,>]*[^ \t,>-]\\)" end t)
        (let ((word (match-string-no-properties 1))
              (stop (save-match-data (save-excursion (if (search-forward "-->" end t) (match-beginning 0) end)))))
          (planmd--put (match-beginning 1) (match-end 1)
                       (if (member word '("planmd:" "/planmd" "planmd-disable-line" "planmd-disable-file"
                                          "planmd-disable" "planmd-enable"))
                           'planmd-comment
                         'planmd-bad))
          (cond
           ((string= word "planmd:")
            (when (looking-at "[ \t]*\\([a-z][a-z-]*\\)")
              (planmd--put (match-beginning 1) (match-end 1) 'planmd-command)))
           ((string= word "/planmd")
            (when (looking-at (concat "[ \t]+\\(" planmd--date "\\)"))
              (planmd--put (match-beginning 1) (match-end 1) 'planmd-date)))
           (t
            (while (re-search-forward "[A-Za-z][A-Za-z0-9]*\\(?:-[A-Za-z0-9]+\\)*" stop t)
              (planmd--put (match-beginning 0) (match-end 0) 'planmd-rule)))))))))

(defun planmd--continues-p ()
  "True if the line at point may continue the paragraph before it."
  (not (looking-at (concat "[ \t]*\\(?:$\\|\\(?:[-*+]\\|[0-9]\\{1,9\\}[.)]\\)\\(?:[ \t]\\|$\\)"
                           "\\|#\\{1,6\\}[ \t]\\|>\\|```\\|~~~\\|<!--\\)"))))

(defun planmd--task-start ()
  "Where the task begins whose first paragraph point is in, or nil."
  (save-excursion
    (beginning-of-line)
    ;; Long paragraphs are none of a task's.
    (let ((start (and (not (bobp)) (planmd--continues-p) (point))) (lines 50))
      (while (and start (> lines 0) (planmd--continues-p) (not (bobp)))
        (setq lines (1- lines))
        (forward-line -1))
      (and (or (null start) (< (point) start) (looking-at planmd--task))
           (looking-at planmd--task)
           (point)))))

(defun planmd--fontify-line ()
  "Highlight the line at point."
  (let ((end (line-end-position)) (case-fold-search nil) start)
    (planmd--fontify-comment end)
    (cond
     ((planmd--in-code-p))
     ((looking-at planmd--task)
      (let ((character (char-after (match-beginning 2))) (box (match-beginning 1)) (text (match-end 1)))
        (planmd--fontify-text character text end)
        (planmd--put box text (alist-get character planmd--boxes 'planmd-box-unknown))
        (save-excursion
          (goto-char text)
          (when (looking-at "[ \t]*\\(([A-C])\\)[ \t]+[^ \t\n]")
            (planmd--put (match-beginning 1) (match-end 1) 'planmd-priority)))))
     ((looking-at planmd--log)
      (planmd--put (match-beginning 1) (match-end 1) 'planmd-log)
      (planmd--put (match-beginning 2) (match-end 2) 'planmd-log)
      (goto-char (match-end 1))
      (planmd--each (concat "[ \t(]\\(@" planmd--name "\\)\\(?:$\\|[^/@'’(|[:alnum:]]\\)") end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-person))
      (planmd--each "[ \t(]\\(#[[:alnum:]_/-]*[[:alpha:]_/-][[:alnum:]_/-]*\\)\\(?:$\\|[],.;):!? \t]\\)" end
        (planmd--put (match-beginning 1) (match-end 1) 'planmd-label)))
     ((looking-at " \\{0,3\\}#\\{1,6\\}[ \t]+\\(\\(([A-C])\\)[ \t]\\)?")
      (planmd--put (match-beginning 2) (match-end 2) 'planmd-priority)
      (planmd--fontify-tags (match-end 0) end))
     ((looking-at planmd--attributes)
      (planmd--fontify-tags (point) end))
     ((setq start (planmd--task-start))
      (planmd--fontify-text
       (save-excursion (goto-char start) (looking-at planmd--task) (char-after (match-beginning 2)))
       (point) end)))))

(defun planmd--fontify-text (character start end)
  "Highlight from START to END the text of a task with CHARACTER in its box."
  (let ((face (cond ((memq character '(?x ?X)) 'planmd-done) ((eq character ?-) 'planmd-cancelled))))
    (when face (planmd--put start end face))
    (planmd--fontify-tags start end)))

(defun planmd--in-code-p ()
  "True if the line at point is code or front matter."
  (save-match-data
    (or (planmd--has-face-p (point) '(markdown-pre-face markdown-code-face markdown-metadata-key-face))
        (get-text-property (point) 'markdown-pre)
        (get-text-property (point) 'markdown-yaml-metadata-section)
        (markdown-code-block-at-pos (point)))))

(defun planmd--fontify (limit)
  "Highlight from point to LIMIT; for `font-lock-keywords'."
  (save-excursion
    (beginning-of-line)
    (while (< (point) limit)
      (save-excursion (planmd--fontify-line))
      (forward-line 1)))
  (goto-char limit)
  nil)

(defconst planmd--font-lock-keywords '((planmd--fontify)))

;;; The plan and its program

(defun planmd-root (&optional file)
  "The plan's folder around FILE, or around the buffer's file."
  (let ((folder (file-name-directory (file-truename (or file buffer-file-name default-directory)))))
    (expand-file-name
     (file-name-as-directory
      (or (cl-some (lambda (marker) (locate-dominating-file folder marker)) '("planmd.yaml" ".obsidian" ".git"))
          folder)))))

(defun planmd--program ()
  "The program, or an error where there is none."
  (or (executable-find planmd-program)
      (user-error "There is no program `%s'; set `planmd-program'" planmd-program)))

(defun planmd--server ()
  "The language server of this buffer, or nil."
  (and (fboundp 'eglot-current-server) (eglot-current-server)))

(defun planmd--settings ()
  "The settings of the language server."
  (let ((truth (lambda (value) (if value t :json-false))))
    (list :inlayHints (list :dates (funcall truth planmd-inlay-hints-dates)
                            :progress (funcall truth planmd-inlay-hints-progress)
                            :load planmd-inlay-hints-load)
          :codeLenses (funcall truth planmd-code-lenses)
          :schedule (funcall truth planmd-schedule))))

(defun planmd-eglot-contact (&rest _)
  "For Eglot: the program of the language server, and its options."
  (list planmd-program "lsp" :initializationOptions (planmd--settings)))

;;;###autoload
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((markdown-mode gfm-mode) . planmd-eglot-contact)))

;;; Commands on the task at point

(defun planmd--line ()
  "The line, from 1, of the task that point is in or stands below."
  (save-excursion
    (beginning-of-line)
    (let ((indent nil) (found nil))
      (while (and (not found)
                  (let ((own (current-indentation)))
                    (cond
                     ((looking-at "[ \t]*#\\{1,6\\}[ \t]") nil)
                     ((and (looking-at planmd--task) (or (null indent) (< own indent)))
                      (setq found (line-number-at-pos)))
                     (t
                      (unless (looking-at "[ \t]*$")
                        (when (or (null indent) (< own indent)) (setq indent own)))
                      (and (not (eql indent 0)) (zerop (forward-line -1))))))))
      (or found (user-error "There is no task here")))))

(defun planmd--uri ()
  "The address of the buffer's file."
  (let ((file (file-truename buffer-file-name)))
    (if (fboundp 'eglot-path-to-uri) (eglot-path-to-uri file) (eglot--path-to-uri file))))

(defun planmd--ask-server (command line arguments)
  "Let the language server run COMMAND for the task in LINE.
ARGUMENTS go beside its place."
  (let ((eglot-confirm-server-initiated-edits nil))
    ;; The server must know the text as it is now, which Eglot tells it when Emacs is idle.
    (when (fboundp 'eglot--signal-textDocument/didChange) (eglot--signal-textDocument/didChange))
    (jsonrpc-request
     (planmd--server) :workspace/executeCommand
     (list :command (concat "planmd." command)
           :arguments (vector (append (list :uri (planmd--uri) :line (1- line)) arguments))))))

(defun planmd--run (&rest words)
  "Run planmd with WORDS in the plan's folder; return its output."
  (let ((program (planmd--program)) (root (planmd-root)))
    (with-temp-buffer
      (let ((code (apply #'call-process program nil t nil (append words (list "--root" root)))))
        (unless (eql code 0)
          (user-error "%s" (string-trim (buffer-string))))
        (buffer-string)))))

(defun planmd--reference (line)
  "The name of the task in LINE for the command line."
  (format "%s:%d" (file-relative-name (file-truename buffer-file-name) (planmd-root)) line))

(defun planmd--do (command arguments words)
  "Run COMMAND on the task at point.
The language server is told ARGUMENTS, the command line WORDS."
  (unless buffer-file-name (user-error "This buffer has no file"))
  (let ((line (planmd--line)))
    (if (planmd--server)
        (planmd--ask-server command line arguments)
      (when (buffer-modified-p) (save-buffer))
      (apply #'planmd--run command (planmd--reference line) words)
      (revert-buffer t t t))))

(defun planmd-done (&optional with-subtasks)
  "Complete the task at point.
WITH-SUBTASKS (a prefix argument) completes its open subtasks, too."
  (interactive "P")
  (planmd--do "done" (and with-subtasks '(:withSubtasks t)) (and with-subtasks '("--with-subtasks"))))

(defun planmd-start ()
  "Mark the task at point as in progress."
  (interactive)
  (planmd--do "start" nil nil))

(defun planmd-cancel ()
  "Cancel the task at point."
  (interactive)
  (planmd--do "cancel" nil nil))

(defun planmd-reopen ()
  "Open the task at point again."
  (interactive)
  (planmd--do "reopen" nil nil))

(defun planmd-hold ()
  "Put the task at point on hold."
  (interactive)
  (planmd--do "hold" nil nil))

(defun planmd-defer (when)
  "Put the task at point off to WHEN: `fri', `+2d', `eom', a date."
  (interactive "sDefer to (fri, +2d, eom): ")
  (planmd--do "defer" (list :when when) (list when)))

(defun planmd-assign (who)
  "Give the task at point to WHO: `@ann', `@ann @bob', `none'."
  (interactive "sAssign to (@ann, none): ")
  (planmd--do "assign" (list :who who) (split-string who)))

(defun planmd--only-by-server (command)
  "Let the language server run COMMAND on the task at point."
  (unless (planmd--server) (user-error "The language server is not running; see `eglot'"))
  (planmd--ask-server command (planmd--line) nil))

(defun planmd-add-id ()
  "Give the task at point an id."
  (interactive)
  (planmd--only-by-server "addId"))

(defun planmd-make-project ()
  "Make a project of the task at point."
  (interactive)
  (planmd--only-by-server "makeProject"))

(defun planmd-sort-tags ()
  "Put the tags of the task at point into planmd's order."
  (interactive)
  (planmd--only-by-server "sortTags"))

(defun planmd--on-file (command &rest words)
  "Run COMMAND of the language server on the file, or planmd with WORDS."
  (if (planmd--server)
      (planmd--ask-server command 1 nil)
    (when (buffer-modified-p) (save-buffer))
    (apply #'planmd--run (append words (list (file-truename buffer-file-name))))
    (revert-buffer t t t)))

(defun planmd-fix-all ()
  "Fix all of the file that can safely be fixed."
  (interactive)
  (planmd--on-file "fixAll" "lint" "--fix" "--fail-on" "error" "--no-schedule"))

(defun planmd-update-blocks ()
  "Write the regenerated blocks of the file anew."
  (interactive)
  (planmd--on-file "updateBlocks" "update"))

(defun planmd-show ()
  "Show everything known about the task at point."
  (interactive)
  (let ((text (if (planmd--server)
                  (planmd--ask-server "show" (planmd--line) nil)
                (when (buffer-modified-p) (save-buffer))
                (planmd--run "show" (planmd--reference (planmd--line))))))
    (with-help-window "*planmd*"
      (princ text))))

;;; Findings

(defvar planmd--lint-regexp
  '("^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(info\\)\\): " 1 2 3 (4 . 5))
  "An entry for `compilation-error-regexp-alist-alist'.")

(add-to-list 'compilation-error-regexp-alist-alist (cons 'planmd planmd--lint-regexp))
(add-to-list 'compilation-error-regexp-alist 'planmd)

;;;###autoload
(defun planmd-lint ()
  "Run `planmd lint' for the whole plan."
  (interactive)
  ;; planmd names files from the plan's folder.
  (let ((default-directory (planmd-root)))
    (compile (format "%s lint --color never" (shell-quote-argument (planmd--program))))))

(defvar-local planmd--flymake-process nil
  "The run of planmd whose findings are awaited.")

(defun planmd--position (line column)
  "The position of LINE and COLUMN, both from 1; columns are bytes."
  (save-excursion
    (save-restriction
      (widen)
      (goto-char (point-min))
      (forward-line (1- line))
      (let ((byte (+ (position-bytes (point)) (1- column))))
        ;; planmd counts the byte order mark, and Emacs takes it away.
        (when (and (= line 1) (string-match-p "with-signature" (symbol-name (or buffer-file-coding-system 'no))))
          (setq byte (- byte 3)))
        (min (or (byte-to-position byte) (line-end-position)) (line-end-position))))))

(defun planmd--diagnostic (finding)
  "FINDING of `planmd lint -f json' as Flymake has it."
  (let-alist finding
    (let ((start (planmd--position .line .column))
          (end (planmd--position .endLine .endColumn)))
      (flymake-make-diagnostic
       (current-buffer) start (if (> end start) end (min (1+ start) (point-max)))
       (pcase .severity ("error" :error) ("warning" :warning) (_ :note))
       (concat .message (and .help (concat "\n" .help)) " [" .rule "]")))))

(defun planmd-flymake (report &rest _)
  "Flymake backend: call REPORT with the findings of `planmd lint'.
They are those of the saved text; while the buffer is changed, the last
ones stay."
  (let ((old planmd--flymake-process))
    (setq planmd--flymake-process nil)
    (when (process-live-p old) (delete-process old)))
  (let ((source (current-buffer)) (file buffer-file-name))
    (when (and file (not (buffer-modified-p)))
      (let ((output (generate-new-buffer " *planmd-flymake*")) (root (planmd-root)))
        (setq planmd--flymake-process
              (make-process
               :name "planmd-flymake" :noquery t :connection-type 'pipe :buffer output :coding 'utf-8
               :stderr (get-buffer-create " *planmd-flymake errors*")
               :command (list (planmd--program) "lint" "-f" "json" "--root" root (file-truename file))
               :sentinel
               (lambda (process _event)
                 (when (memq (process-status process) '(exit signal))
                   (unwind-protect
                       (when (and (buffer-live-p source)
                                  (eq process (buffer-local-value 'planmd--flymake-process source)))
                         (planmd--report report source output (process-exit-status process)))
                     (kill-buffer output))))))))))

(defun planmd--report (report source output code)
  "Call REPORT with the findings about the buffer SOURCE.
They are in the buffer OUTPUT, from a run that ended with CODE."
  (if (memq code '(0 1))
      (let* ((text (with-current-buffer output (buffer-string)))
             (findings (alist-get 'findings
                                  (let ((json-array-type 'list) (json-object-type 'alist) (json-key-type 'symbol))
                                    (json-read-from-string text)))))
        (with-current-buffer source
          (funcall report (mapcar #'planmd--diagnostic findings))))
    (funcall report :panic :explanation (format "planmd lint ended with %s" code))))

;;; Completion

(defun planmd--complete-all (string table predicate _point)
  "Return all of TABLE that satisfy PREDICATE, whatever STRING is.
For `completion-styles-alist': planmd itself has compared them with what
is typed, and `fri' is a date then."
  (ignore string)
  (all-completions "" table predicate))

(defun planmd--complete-try (string table predicate point)
  "Return the only one of TABLE that satisfies PREDICATE, else STRING, POINT.
For `completion-styles-alist'."
  (let ((all (all-completions "" table predicate)))
    (cond ((null all) nil)
          ((cdr all) (cons string point))
          (t (cons (car all) (length (car all)))))))

(add-to-list 'completion-styles-alist
             '(planmd planmd--complete-try planmd--complete-all "What planmd offers, as it is."))
(add-to-list 'completion-category-defaults '(planmd (styles planmd)))

(defun planmd-completion-at-point ()
  "Complete what `planmd complete' knows at point.
For `completion-at-point-functions'."
  (when (and buffer-file-name (not (planmd--server)) (executable-find planmd-program))
    (let* ((line (line-number-at-pos nil t))
           (column (1+ (- (position-bytes (point)) (position-bytes (line-beginning-position)))))
           (text (save-restriction (widen) (buffer-substring-no-properties (point-min) (point-max))))
           (file (file-truename buffer-file-name))
           (answer (with-temp-buffer
                     (insert text)
                     (let* ((coding-system-for-write 'utf-8-unix) (coding-system-for-read 'utf-8-unix)
                            (code (call-process-region nil nil planmd-program t '(t nil) nil "complete" file
                                                       (number-to-string line) (number-to-string column))))
                       (and (eql code 0) (split-string (buffer-string) "\n" t))))))
      (when (and (cdr answer) (string-match-p "\\`[0-9]+\\'" (car answer)))
        (let* ((start (byte-to-position (+ (position-bytes (line-beginning-position))
                                           (1- (string-to-number (car answer))))))
               (about (mapcar (lambda (entry)
                                (let ((parts (split-string entry "\t")))
                                  (cons (car parts) (or (cadr parts) ""))))
                              (cdr answer)))
               (names (mapcar #'car about)))
          (list start (point)
                (lambda (string predicate action)
                  (if (eq action 'metadata)
                      '(metadata (category . planmd) (display-sort-function . identity))
                    (complete-with-action action names string predicate)))
                :annotation-function (lambda (name) (concat "  " (cdr (assoc name about))))))))))

;;; The mode

(defvar planmd-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "d" #'planmd-done)
    (define-key map "s" #'planmd-start)
    (define-key map "c" #'planmd-cancel)
    (define-key map "o" #'planmd-reopen)
    (define-key map "h" #'planmd-hold)
    (define-key map "f" #'planmd-defer)
    (define-key map "a" #'planmd-assign)
    (define-key map "i" #'planmd-add-id)
    (define-key map "u" #'planmd-update-blocks)
    (define-key map "x" #'planmd-fix-all)
    (define-key map "k" #'planmd-show)
    (define-key map "l" #'planmd-lint)
    map)
  "Keys of `planmd-mode' behind `planmd-keymap-prefix'.")

(defvar planmd-mode-map
  (let ((map (make-sparse-keymap)))
    (define-key map planmd-keymap-prefix planmd-command-map)
    map)
  "Keys of `planmd-mode'.")

;;;###autoload
(define-minor-mode planmd-mode
  "Highlighting, findings, completion and commands of planmd in Markdown files.
\\{planmd-mode-map}"
  :lighter " plan"
  :keymap planmd-mode-map
  (if planmd-mode
      (progn
        (font-lock-add-keywords nil planmd--font-lock-keywords 'append)
        (add-hook 'completion-at-point-functions #'planmd-completion-at-point nil t)
        (add-hook 'flymake-diagnostic-functions #'planmd-flymake nil t))
    (font-lock-remove-keywords nil planmd--font-lock-keywords)
    (remove-hook 'completion-at-point-functions #'planmd-completion-at-point t)
    (remove-hook 'flymake-diagnostic-functions #'planmd-flymake t))
  (when font-lock-mode (font-lock-flush)))

(provide 'planmd)
;;; planmd.el ends here
