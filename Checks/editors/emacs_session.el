;;; emacs_session.el --- planmd.el and Eglot, driven without a screen  -*- lexical-binding: t; -*-

;;; Commentary:

;; Run by emacs.py with the environment PLAN (a folder), PLANMD_PROGRAM, FINDINGS (how many one.md has),
;; HAS_COMPLETE (1 where planmd has `complete'), ANSWER (the file to write) and MODE: `alone' or `eglot'.

;;; Code:

(require 'json)
(require 'flymake)
(require 'markdown-mode)
(require 'planmd)

(defvar check-answer nil "What was found, as an alist.")
(defvar check-plan (file-name-as-directory (getenv "PLAN")))
(defvar check-findings (string-to-number (getenv "FINDINGS")))

(defun check-note (name value)
  "Note VALUE by NAME."
  (push (cons name value) check-answer))

(defun check-wait (what condition)
  "Wait until CONDITION, a function, is true; else fail and say WHAT."
  (let ((end (time-add nil 40)) value)
    (while (not (setq value (funcall condition)))
      (when (time-less-p end nil) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.02))
    value))

(defun check-open (name)
  "Open the plan's file NAME."
  (find-file (concat check-plan name))
  (current-buffer))

(defun check-line (number)
  "The text of line NUMBER."
  (save-excursion
    (goto-char (point-min))
    (forward-line (1- number))
    (buffer-substring-no-properties (point) (line-end-position))))

(defun check-set-line (number text)
  "Make TEXT of line NUMBER, with point at its end."
  (goto-char (point-min))
  (forward-line (1- number))
  (delete-region (point) (line-end-position))
  (insert text))

(defun check-text ()
  "The text of the buffer."
  (buffer-substring-no-properties (point-min) (point-max)))

(defun check-diagnostics ()
  "The findings of Flymake: line, column in characters, text."
  (sort (mapcar (lambda (finding)
                  (save-excursion
                    (goto-char (flymake-diagnostic-beg finding))
                    (vector (line-number-at-pos) (- (point) (line-beginning-position))
                            (flymake-diagnostic-text finding))))
                (flymake-diagnostics))
        (lambda (a b) (or (< (aref a 0) (aref b 0)) (and (= (aref a 0) (aref b 0)) (< (aref a 1) (aref b 1)))))))

(defun check-alone ()
  "planmd.el without a language server."
  (check-open "one.md")
  (planmd-mode 1)
  (flymake-mode 1)
  (flymake-start)
  (check-wait "findings" (lambda () (>= (length (flymake-diagnostics)) check-findings)))
  (check-note 'findings (vconcat (check-diagnostics)))
  ;; Findings stay while the text is changed, and are looked for anew when it is saved.
  (check-set-line 5 "- [ ] Odd est:2d @bob")
  (flymake-start)
  (check-note 'kept (length (flymake-diagnostics)))
  (check-set-line 4 "- [ ] Build after:slab")
  (save-buffer)
  (flymake-start)
  (check-wait "the finding to go"
              (lambda ()
                (not (cl-find-if (lambda (finding) (string-match-p "`slap`" (flymake-diagnostic-text finding)))
                                 (flymake-diagnostics)))))
  ;; Completion.
  (when (equal (getenv "HAS_COMPLETE") "1")
    (check-set-line 6 "- [ ] Grüße 👋 schicken due:fri")
    (completion-at-point)
    (check-note 'day (check-line 6))
    (check-set-line 6 "- [ ] Grüße 👋 schicken @b")
    (completion-at-point)
    (check-note 'person (check-line 6))
    (check-set-line 6 "- [ ] Grüße 👋 schicken after:")
    (let* ((found (planmd-completion-at-point))
           (names (all-completions "" (nth 2 found))))
      (check-note 'references
                  (mapcar (lambda (name)
                            (cons (intern name) (funcall (plist-get (nthcdr 3 found) :annotation-function) name)))
                          names)))
    (check-set-line 6 "- [ ] Grüße 👋 schicken"))
  ;; Commands.
  (goto-char (point-min))
  (forward-line 2)
  (planmd-start)
  (check-note 'started (check-line 3))
  (planmd-done)
  (check-note 'done (check-line 3))
  (planmd-reopen)
  (planmd-defer "fri")
  (planmd-assign "@bob")
  (check-note 'assigned (check-line 3))
  (check-note 'modified (if (buffer-modified-p) t :json-false))
  (goto-char (point-max))
  (insert "  - a note below\n")
  (forward-line -1)
  (planmd-start)
  (check-note 'note (check-line 6))
  (goto-char (point-min))
  (check-note 'refused (condition-case problem (progn (planmd-done) "no") (user-error (cadr problem))))
  (let ((planmd-program "/no/such/planmd"))
    (forward-line 2)
    (check-note 'missing (condition-case problem (progn (planmd-done) "no") (user-error (cadr problem)))))
  (planmd-show)
  (check-note 'shown (with-current-buffer "*planmd*" (check-text)))
  ;; The compilation buffer, from a folder below.
  (check-open "sub/two.md")
  (let ((compilation-ask-about-save nil))
    (planmd-lint))
  (let ((process (get-buffer-process "*compilation*")))
    (check-wait "lint" (lambda () (memq (process-status process) '(exit signal nil)))))
  (setq compilation-skip-threshold 0)
  (with-current-buffer "*compilation*"
    (compilation--ensure-parse (point-max))
    (let (places)
      (goto-char (point-min))
      (condition-case nil
          (while t
            (compilation-next-error 1)
            (let* ((message (get-text-property (point) 'compilation-message))
                   (place (compilation--message->loc message))
                   (file (caar (compilation--loc->file-struct place))))
              (push (vector (expand-file-name file default-directory) (compilation--loc->line place)
                            (compilation--loc->col place) (compilation--message->type message))
                    places)))
        (error nil))
      (check-note 'places (vconcat (nreverse places))))))

(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function eglot--connect "eglot")
(declare-function eglot--guess-contact "eglot")
(declare-function eglot--TextDocumentPositionParams "eglot")
(declare-function eglot-code-actions "eglot")
(declare-function eglot-format-buffer "eglot")
(declare-function eglot-managed-p "eglot")
(declare-function eglot-rename "eglot")
(declare-function eglot-shutdown "eglot")
(declare-function eglot--server-capable "eglot")

(defun check-reset (text)
  "Make TEXT of the buffer, and tell the server, as Eglot does when Emacs is idle."
  (erase-buffer)
  (insert text)
  (eglot--signal-textDocument/didChange))

(defun check-apply (edit)
  "Apply EDIT as this version of Eglot does."
  (if (>= (car (func-arity 'eglot--apply-workspace-edit)) 2)
      (eglot--apply-workspace-edit edit 'check)
    (eglot--apply-workspace-edit edit)))

(defun check-eglot ()
  "planmd.el with the language server."
  (require 'eglot)
  (setq eglot-confirm-server-initiated-edits nil
        eglot-events-buffer-size 100000)
  (check-open "one.md")
  (planmd-mode 1)
  (apply #'eglot--connect (eglot--guess-contact))
  (check-wait "the server" #'eglot-managed-p)
  (let ((server (eglot-current-server)) (one (current-buffer)) (original (check-text)))
    (check-wait "findings"
                (lambda ()
                  (flymake-start)
                  (>= (length (flymake-diagnostics)) check-findings)))
    (check-note 'findings (vconcat (check-diagnostics)))
    (check-open "sub/two.md")
    (check-note 'same-server (if (eq server (eglot-current-server)) t :json-false))
    (switch-to-buffer one)
    ;; Formatting.
    (eglot-format-buffer)
    (check-note 'formatted (check-text))
    (check-reset original)
    ;; Completion.
    (when (eglot--server-capable :completionProvider)
      (check-set-line 6 "- [ ] Grüße 👋 schicken due:fri")
      (completion-at-point)
      (check-note 'day (check-line 6))
      (check-set-line 6 "- [ ] Grüße 👋 schicken @bo")
      (completion-at-point)
      (check-note 'person (check-line 6))
      (check-reset original))
    ;; Hover.
    (when (eglot--server-capable :hoverProvider)
      (goto-char (point-min))
      (search-forward "Pour the")
      (let ((hover (jsonrpc-request server :textDocument/hover (eglot--TextDocumentPositionParams))))
        (check-note 'hover (format "%s" (plist-get hover :contents)))))
    ;; Commands of the server, without a question to the user.
    (when (eglot--server-capable :executeCommandProvider)
      (goto-char (point-min))
      (search-forward "Pour the")
      (let ((before (check-line 3)))
        (planmd-start)
        (check-note 'started (check-line 3))
        (planmd-reopen)
        (check-note 'reopened (if (equal before (check-line 3)) t :json-false)))
      (planmd-defer "fri")
      (check-note 'deferred (check-line 3))
      (planmd-show)
      (check-note 'shown (with-current-buffer "*planmd*" (check-text)))
      (switch-to-buffer one)
      (check-reset original)
      (goto-char (point-min))
      (search-forward "Pour the"))
    ;; Code actions.
    (let* ((actions (append (eglot-code-actions (point) (point)) nil))
           (titles (mapcar (lambda (action) (plist-get action :title)) actions))
           (done (cl-find "Done" actions :key (lambda (action) (plist-get action :title)) :test #'equal)))
      (check-note 'actions (vconcat titles))
      (when done
        (check-apply (plist-get done :edit))
        (check-note 'done (check-line 3))
        (check-reset original)))
    ;; Renaming.
    (when (eglot--server-capable :renameProvider)
      (goto-char (point-min))
      (search-forward "id:sl")
      ;; Older versions ask before they change files that are not open.
      (cl-letf (((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
        (eglot-rename "base"))
      (check-note 'renamed
                  (mapcar (lambda (name)
                            (cons (intern name) (with-current-buffer (find-file-noselect (concat check-plan name))
                                                  (check-text))))
                          '("one.md" "sub/two.md" "sub/three.md"))))
    (eglot-shutdown server)
    (check-note 'ended (if (jsonrpc-running-p server) :json-false t))))

(setq make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      planmd-program (getenv "PLANMD_PROGRAM"))
(add-to-list 'auto-mode-alist '("\\.md\\'" . markdown-mode))
(condition-case problem
    (if (equal (getenv "MODE") "eglot") (check-eglot) (check-alone))
  ((error quit) (check-note 'error (format "%S" problem))))
(with-temp-file (getenv "ANSWER")
  (set-buffer-file-coding-system 'utf-8)
  (insert (json-encode check-answer)))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer (set-buffer-modified-p nil)))
(kill-emacs 0)

;;; emacs_session.el ends here
