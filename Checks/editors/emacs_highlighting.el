;;; emacs_highlighting.el --- Faces at the marks of highlighting.txt  -*- lexical-binding: t; -*-

;;; Commentary:

;; Run by emacs.py.  MARKS names a file of JSON: texts, and of each the positions whose faces are wanted.

;;; Code:

(require 'json)
(require 'markdown-mode)
(require 'planmd)

(defun check-faces (position)
  "The faces at POSITION, as a list of names."
  (let ((faces (get-text-property position 'face)))
    (mapcar (lambda (face) (format "%s" face)) (if (listp faces) faces (list faces)))))

(let* ((json-array-type 'list) (json-key-type 'symbol) (json-object-type 'alist)
       (texts (json-read-file (getenv "MARKS")))
       (answer nil))
  (dolist (text texts)
    (with-temp-buffer
      (insert (alist-get 'text text))
      (let ((markdown-mode-hook nil)) (markdown-mode))
      (planmd-mode 1)
      (font-lock-ensure)
      (push (vconcat (mapcar (lambda (mark)
                               (goto-char (point-min))
                               (forward-line (nth 0 mark))
                               (let ((start (point)))
                                 (vconcat (mapcar (lambda (column) (vconcat (check-faces (+ start column))))
                                                  (number-sequence (nth 1 mark) (1- (nth 2 mark)))))))
                             (alist-get 'marks text)))
            answer)))
  (with-temp-file (getenv "ANSWER")
    (set-buffer-file-coding-system 'utf-8)
    (insert (json-encode (vconcat (nreverse answer))))))

;;; emacs_highlighting.el ends here
