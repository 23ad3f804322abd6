'use strict';

// Between the protocol's objects and those of VS Code. Both count in UTF-16, so positions are the same numbers.

const vscode = require('vscode');

// -- To VS Code

const position = (p) => new vscode.Position(p.line, p.character);
const range = (r) => new vscode.Range(r.start.line, r.start.character, r.end.line, r.end.character);
const uri = (u) => vscode.Uri.parse(u);
const location = (l) => new vscode.Location(uri(l.uri), range(l.range));

/** Locations and links; a link keeps the part of the text that it is asked from. */
function locations(result) {
  if (!result) return null;
  const list = Array.isArray(result) ? result : [result];
  return list.map((one) =>
    one.targetUri
      ? {
          targetUri: uri(one.targetUri),
          targetRange: range(one.targetRange),
          targetSelectionRange: range(one.targetSelectionRange || one.targetRange),
          originSelectionRange: one.originSelectionRange && range(one.originSelectionRange),
        }
      : location(one)
  );
}

function markdown(content) {
  if (!content) return undefined;
  if (typeof content === 'string') return new vscode.MarkdownString(content);
  if (content.kind === 'plaintext') {
    const text = new vscode.MarkdownString();
    text.appendText(content.value);
    return text;
  }
  return new vscode.MarkdownString(content.value);
}

const severities = [
  vscode.DiagnosticSeverity.Error,
  vscode.DiagnosticSeverity.Warning,
  vscode.DiagnosticSeverity.Information,
  vscode.DiagnosticSeverity.Hint,
];

function diagnostic(finding) {
  const result = new vscode.Diagnostic(
    range(finding.range),
    finding.message,
    severities[(finding.severity || 1) - 1]
  );
  result.source = finding.source;
  if (finding.code !== undefined) {
    result.code = finding.codeDescription?.href
      ? { value: finding.code, target: uri(finding.codeDescription.href) }
      : finding.code;
  }
  if (finding.tags) result.tags = finding.tags;
  if (finding.relatedInformation) {
    result.relatedInformation = finding.relatedInformation.map(
      (info) => new vscode.DiagnosticRelatedInformation(location(info.location), info.message)
    );
  }
  if (finding.data !== undefined) result.data = finding.data;
  return result;
}

function completionItem(item) {
  const result = new vscode.CompletionItem(item.label, item.kind ? item.kind - 1 : undefined);
  result.detail = item.detail;
  result.documentation = markdown(item.documentation);
  result.sortText = item.sortText;
  result.filterText = item.filterText;
  result.preselect = item.preselect;
  result.commitCharacters = item.commitCharacters;
  if (item.tags) result.tags = item.tags;
  const text = item.textEdit?.newText ?? item.insertText ?? item.label;
  result.insertText = item.insertTextFormat === 2 ? new vscode.SnippetString(text) : text;
  if (item.textEdit?.range) result.range = range(item.textEdit.range);
  else if (item.textEdit?.insert) {
    result.range = { inserting: range(item.textEdit.insert), replacing: range(item.textEdit.replace) };
  }
  if (item.additionalTextEdits) result.additionalTextEdits = item.additionalTextEdits.map(textEdit);
  if (item.command) result.command = command(item.command);
  return result;
}

const textEdit = (edit) => new vscode.TextEdit(range(edit.range), edit.newText);
const textEdits = (edits) => (edits || []).map(textEdit);

const command = (c) => ({ title: c.title, command: c.command, arguments: c.arguments });

/** An edit of several files; with `versions`, a function from an address to the version of an open text. */
function workspaceEdit(edit, versions) {
  const result = new vscode.WorkspaceEdit();
  for (const change of edit?.documentChanges || []) {
    if (change.kind === 'create') result.createFile(uri(change.uri), change.options);
    else if (change.kind === 'rename') result.renameFile(uri(change.oldUri), uri(change.newUri), change.options);
    else if (change.kind === 'delete') result.deleteFile(uri(change.uri), change.options);
    else {
      const { uri: address, version } = change.textDocument;
      const open = versions?.(address);
      if (version != null && open !== undefined && open !== version) {
        throw new Error(`the text has changed: ${address}`);
      }
      result.set(uri(address), change.edits.map(textEdit));
    }
  }
  if (!edit?.documentChanges) {
    for (const [address, edits] of Object.entries(edit?.changes || {})) result.set(uri(address), edits.map(textEdit));
  }
  return result;
}

function codeAction(action, versions) {
  if (typeof action.command === 'string') return command(action);
  const result = new vscode.CodeAction(
    action.title,
    action.kind ? vscode.CodeActionKind.Empty.append(action.kind) : undefined
  );
  if (action.diagnostics) result.diagnostics = action.diagnostics.map(diagnostic);
  if (action.edit) result.edit = workspaceEdit(action.edit, versions);
  if (action.command) result.command = command(action.command);
  if (action.isPreferred) result.isPreferred = true;
  if (action.disabled) result.disabled = action.disabled;
  return result;
}

function codeLens(lens) {
  return new vscode.CodeLens(range(lens.range), lens.command && command(lens.command));
}

function inlayHint(hint) {
  const label =
    typeof hint.label === 'string'
      ? hint.label
      : hint.label.map((part) => {
          const result = new vscode.InlayHintLabelPart(part.value);
          result.tooltip = markdown(part.tooltip);
          if (part.location) result.location = location(part.location);
          if (part.command) result.command = command(part.command);
          return result;
        });
  const result = new vscode.InlayHint(position(hint.position), label, hint.kind);
  result.tooltip = markdown(hint.tooltip);
  result.paddingLeft = hint.paddingLeft;
  result.paddingRight = hint.paddingRight;
  if (hint.textEdits) result.textEdits = hint.textEdits.map(textEdit);
  return result;
}

function documentSymbol(symbol) {
  const result = new vscode.DocumentSymbol(
    symbol.name,
    symbol.detail || '',
    symbol.kind - 1,
    range(symbol.range),
    range(symbol.selectionRange)
  );
  if (symbol.tags) result.tags = symbol.tags;
  result.children = (symbol.children || []).map(documentSymbol);
  return result;
}

function symbolInformation(symbol) {
  const place = symbol.location.range
    ? location(symbol.location)
    : new vscode.Location(uri(symbol.location.uri), new vscode.Range(0, 0, 0, 0));
  return new vscode.SymbolInformation(symbol.name, symbol.kind - 1, symbol.containerName || '', place);
}

const foldingKinds = {
  comment: vscode.FoldingRangeKind.Comment,
  imports: vscode.FoldingRangeKind.Imports,
  region: vscode.FoldingRangeKind.Region,
};
const foldingRange = (fold) => new vscode.FoldingRange(fold.startLine, fold.endLine, foldingKinds[fold.kind]);

/** The chain of ranges around a position; innermost first. A range that is not inside the next one is left out. */
function selectionRange(selection) {
  const chain = [];
  for (let each = selection; each; each = each.parent) chain.push(range(each.range));
  let result;
  for (const each of chain.reverse()) {
    if (!result || (result.range.contains(each) && !result.range.isEqual(each))) {
      result = new vscode.SelectionRange(each, result);
    }
  }
  return result;
}

function documentLink(link) {
  const result = new vscode.DocumentLink(range(link.range), link.target ? uri(link.target) : undefined);
  result.tooltip = link.tooltip;
  return result;
}

const highlight = (one) => new vscode.DocumentHighlight(range(one.range), one.kind ? one.kind - 1 : undefined);

/** The item of the protocol travels with that of VS Code, since the server wants its `data` back. */
const protocolItems = new WeakMap();

function callHierarchyItem(item) {
  const result = new vscode.CallHierarchyItem(
    item.kind - 1,
    item.name,
    item.detail || '',
    uri(item.uri),
    range(item.range),
    range(item.selectionRange)
  );
  protocolItems.set(result, item);
  return result;
}

// -- To the protocol

const toPosition = (p) => ({ line: p.line, character: p.character });
const toRange = (r) => ({ start: toPosition(r.start), end: toPosition(r.end) });
const toDocument = (document) => ({ uri: document.uri.toString() });

function toDiagnostic(finding) {
  const code = typeof finding.code === 'object' && finding.code ? finding.code.value : finding.code;
  return {
    range: toRange(finding.range),
    message: finding.message,
    severity: severities.indexOf(finding.severity) + 1,
    source: finding.source,
    ...(code !== undefined && { code }),
    ...(finding.data !== undefined && { data: finding.data }),
  };
}

module.exports = {
  position, range, uri, location, locations, markdown, diagnostic, completionItem, textEdit, textEdits, command,
  workspaceEdit, codeAction, codeLens, inlayHint, documentSymbol, symbolInformation, foldingRange, selectionRange,
  documentLink, highlight, callHierarchyItem, protocolItems, toPosition, toRange, toDocument, toDiagnostic,
};
