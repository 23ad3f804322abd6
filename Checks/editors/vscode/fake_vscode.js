'use strict';

// As much of VS Code's API as the extension uses, over texts in memory: an editor that a test can drive.
// A name that is not here fails loudly, so that a misspelt one is found.

const fs = require('fs');
const path = require('path');

// -- Values

class Position {
  constructor(line, character) {
    if (!Number.isInteger(line) || !Number.isInteger(character) || line < 0 || character < 0) {
      throw new TypeError(`no position: ${line}, ${character}`);
    }
    this.line = line;
    this.character = character;
  }
  compareTo(other) {
    return this.line - other.line || this.character - other.character;
  }
}

class Range {
  constructor(a, b, c, d) {
    const [start, end] = typeof a === 'number' ? [new Position(a, b), new Position(c, d)] : [a, b];
    [this.start, this.end] = start.compareTo(end) <= 0 ? [start, end] : [end, start];
  }
  get isEmpty() {
    return this.isEqual(new Range(this.start, this.start));
  }
  get isSingleLine() {
    return this.start.line === this.end.line;
  }
  contains(other) {
    return this.start.compareTo(other.start ?? other) <= 0 && this.end.compareTo(other.end ?? other) >= 0;
  }
  isEqual(other) {
    return this.start.compareTo(other.start) === 0 && this.end.compareTo(other.end) === 0;
  }
}

class Selection extends Range {}

class Uri {
  constructor(scheme, filePath) {
    this.scheme = scheme;
    this.path = filePath;
  }
  get fsPath() {
    return this.path;
  }
  static file(filePath) {
    return new Uri('file', filePath);
  }
  static parse(text) {
    const found = /^([a-z][a-z0-9+.-]*):(?:\/\/[^/]*)?(.*)$/.exec(text);
    if (!found) throw new Error(`no address: ${text}`);
    return new Uri(found[1], decodeURIComponent(found[2]));
  }
  toString() {
    const encoded = this.path.split('/').map(encodeURIComponent).join('/');
    return this.scheme === 'file' ? `file://${encoded}` : `${this.scheme}:${encoded}`;
  }
}

class EventEmitter {
  constructor() {
    this.listeners = new Set();
    this.event = (listener) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
  }
  fire(value) {
    for (const listener of [...this.listeners]) listener(value);
  }
  dispose() {
    this.listeners.clear();
  }
}

class CancellationTokenSource {
  constructor() {
    const emitter = new EventEmitter();
    this.token = { isCancellationRequested: false, onCancellationRequested: emitter.event };
    this.cancel = () => {
      this.token.isCancellationRequested = true;
      emitter.fire();
    };
  }
}

class CancellationError extends Error {}

/** A class whose instances keep what they were made of. */
const record = (...names) =>
  class {
    constructor(...values) {
      names.forEach((name, index) => (this[name] = values[index]));
    }
  };

class MarkdownString {
  constructor(value = '') {
    this.value = value;
  }
  appendText(text) {
    this.value += text;
  }
}

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}
CodeActionKind.Empty = new CodeActionKind('');

class WorkspaceEdit {
  constructor() {
    this.changes = new Map();
    this.files = [];
  }
  set(uri, edits) {
    this.changes.set(uri.toString(), [...(this.changes.get(uri.toString()) || []), ...edits]);
  }
  createFile(uri) {
    this.files.push(['create', uri.toString()]);
  }
  renameFile(from, to) {
    this.files.push(['rename', from.toString(), to.toString()]);
  }
  deleteFile(uri) {
    this.files.push(['delete', uri.toString()]);
  }
}

class SelectionRange {
  constructor(range, parent) {
    if (parent && !parent.range.contains(range)) throw new Error('a selection range outside its parent');
    this.range = range;
    this.parent = parent;
  }
}

class DocumentSymbol {
  constructor(name, detail, kind, range, selectionRange) {
    if (!name) throw new Error('a symbol without a name');
    if (!range.contains(selectionRange)) throw new Error('selectionRange must be contained in fullRange');
    Object.assign(this, { name, detail, kind, range, selectionRange, children: [] });
  }
}

class FoldingRange {
  constructor(start, end, kind) {
    if (!(start <= end)) throw new Error(`a fold from ${start} to ${end}`);
    Object.assign(this, { start, end, kind });
  }
}

// -- Texts

class TextDocument {
  constructor(uri, languageId, text) {
    Object.assign(this, { uri, languageId, text, version: 1, isClosed: false });
    this.eol = text.includes('\r\n') ? '\r\n' : '\n';
  }
  getText() {
    return this.text;
  }
  get lines() {
    return this.text.split(/\r\n|\n|\r/);
  }
  lineAt(line) {
    return { text: this.lines[line] };
  }
  offsetAt(position) {
    const ends = /\r\n|\n|\r/g;
    let start = 0;
    for (let line = 0; line < position.line; line++) {
      const end = ends.exec(this.text);
      if (!end) return this.text.length;
      start = end.index + end[0].length;
    }
    ends.lastIndex = start;
    const stop = ends.exec(this.text)?.index ?? this.text.length;
    return Math.min(start + position.character, stop);
  }
  positionAt(offset) {
    const before = this.text.slice(0, offset).split(/\r\n|\n|\r/);
    return new Position(before.length - 1, before[before.length - 1].length);
  }
}

// -- The editor

function create(settings = {}) {
  const events = {};
  for (const name of ['Open', 'Close', 'Change', 'Save', 'Configuration', 'Folders']) events[name] = new EventEmitter();
  const state = {
    settings, documents: [], providers: {}, commands: new Map(), messages: [], answers: [], inputs: [], output: [],
    watchers: [], collections: [], executed: [], progress: [], tasks: [], contents: {}, events,
  };

  const later = (list) => {
    const answer = list.shift();
    return Promise.resolve(typeof answer === 'function' ? answer() : answer);
  };
  const message = (level) => (text, ...rest) => {
    state.messages.push({ level, text, choices: rest.filter((one) => typeof one === 'string') });
    return later(state.answers);
  };
  const provider = (kind) => (...values) => {
    const selected = kind === 'workspaceSymbol' ? [null, ...values] : values;
    const entry = { selector: selected[0], provider: selected[1], more: selected.slice(2) };
    (state.providers[kind] ??= []).push(entry);
    return { dispose: () => (state.providers[kind] = state.providers[kind].filter((one) => one !== entry)) };
  };

  const matches = (filter, document) =>
    (!filter.language || filter.language === document.languageId) &&
    (!filter.scheme || filter.scheme === document.uri.scheme) &&
    (!filter.pattern || document.uri.path.endsWith(filter.pattern.replace('**', '')));

  /** Changes a text as typing does: changes are told from the last to the first, all in places of before. */
  function change(document, edits) {
    const changes = edits
      .map(({ range, newText }) => ({
        range, text: newText, rangeOffset: document.offsetAt(range.start),
        rangeLength: document.offsetAt(range.end) - document.offsetAt(range.start),
      }))
      .sort((a, b) => b.rangeOffset - a.rangeOffset);
    let last = Infinity;
    for (const { rangeOffset, rangeLength, text } of changes) {
      if (rangeOffset + rangeLength > last) throw new Error('Overlapping ranges are not allowed!');
      last = rangeOffset;
      document.text = document.text.slice(0, rangeOffset) + text + document.text.slice(rangeOffset + rangeLength);
    }
    document.version += 1;
    events.Change.fire({ document, contentChanges: changes });
  }

  function open(filePath, languageId) {
    const uri = Uri.file(filePath);
    const known = state.documents.find((one) => one.uri.toString() === uri.toString());
    if (known) return known;
    const language = languageId ?? ({ '.md': 'markdown', '.yaml': 'yaml' }[path.extname(filePath)] || 'plaintext');
    const document = new TextDocument(uri, language, fs.readFileSync(filePath, 'utf8'));
    state.documents.push(document);
    events.Open.fire(document);
    return document;
  }

  async function applyEdit(edit) {
    for (const [address, edits] of edit.changes) change(open(Uri.parse(address).fsPath), edits);
    return true;
  }

  const api = {
    version: '1.75.0',
    env: { appName: 'a test', language: 'en' },
    Position, Range, Selection, Uri, EventEmitter, CancellationTokenSource, CancellationError, MarkdownString,
    CodeActionKind, WorkspaceEdit, SelectionRange, DocumentSymbol, FoldingRange,
    Location: record('uri', 'range'),
    Diagnostic: record('range', 'message', 'severity'),
    DiagnosticRelatedInformation: record('location', 'message'),
    DiagnosticSeverity: { Error: 0, Warning: 1, Information: 2, Hint: 3 },
    CompletionItem: record('label', 'kind'),
    CompletionList: record('items', 'isIncomplete'),
    SnippetString: record('value'),
    Hover: record('contents', 'range'),
    TextEdit: record('range', 'newText'),
    CodeAction: record('title', 'kind'),
    CodeLens: record('range', 'command'),
    InlayHint: record('position', 'label', 'kind'),
    InlayHintLabelPart: record('value'),
    SymbolInformation: record('name', 'kind', 'containerName', 'location'),
    FoldingRangeKind: { Comment: 1, Imports: 2, Region: 3 },
    DocumentLink: record('range', 'target'),
    DocumentHighlight: record('range', 'kind'),
    SemanticTokens: record('data', 'resultId'),
    SemanticTokensLegend: record('tokenTypes', 'tokenModifiers'),
    CallHierarchyItem: record('kind', 'name', 'detail', 'uri', 'range', 'selectionRange'),
    CallHierarchyIncomingCall: record('from', 'fromRanges'),
    CallHierarchyOutgoingCall: record('to', 'fromRanges'),
    RelativePattern: record('base', 'pattern'),
    ProgressLocation: { SourceControl: 1, Window: 10, Notification: 15 },
    Task: record('definition', 'scope', 'name', 'source', 'execution', 'problemMatchers'),
    TaskScope: { Global: 1, Workspace: 2 },
    TaskGroup: { Build: 'build', Test: 'test' },
    ProcessExecution: record('process', 'args', 'options'),

    workspace: {
      workspaceFolders: [],
      get textDocuments() {
        return [...state.documents];
      },
      onDidOpenTextDocument: events.Open.event,
      onDidCloseTextDocument: events.Close.event,
      onDidChangeTextDocument: events.Change.event,
      onDidSaveTextDocument: events.Save.event,
      onDidChangeConfiguration: events.Configuration.event,
      onDidChangeWorkspaceFolders: events.Folders.event,
      getConfiguration: (section) => ({
        get: (name, otherwise) => {
          const key = `${section}.${name}`;
          return key in state.settings ? state.settings[key] : otherwise;
        },
      }),
      applyEdit,
      createFileSystemWatcher: (pattern, ignoresCreate, ignoresChange, ignoresDelete) => {
        const watcher = { pattern, create: new EventEmitter(), change: new EventEmitter(), delete: new EventEmitter() };
        state.watchers.push(watcher);
        const silent = new EventEmitter();
        return {
          onDidCreate: ignoresCreate ? silent.event : watcher.create.event,
          onDidChange: ignoresChange ? silent.event : watcher.change.event,
          onDidDelete: ignoresDelete ? silent.event : watcher.delete.event,
          dispose: () => state.watchers.splice(state.watchers.indexOf(watcher), 1),
        };
      },
      registerTextDocumentContentProvider: (scheme, contents) => {
        state.contents[scheme] = contents;
        return { dispose() {} };
      },
    },
    languages: {
      match: (selector, document) => (selector.some((filter) => matches(filter, document)) ? 10 : 0),
      createDiagnosticCollection: (name) => {
        const entries = new Map();
        const collection = {
          name, entries,
          set: (uri, list) => entries.set(uri.toString(), list),
          clear: () => entries.clear(),
          dispose: () => entries.clear(),
        };
        state.collections.push(collection);
        return collection;
      },
      registerCompletionItemProvider: provider('completion'),
      registerHoverProvider: provider('hover'),
      registerDefinitionProvider: provider('definition'),
      registerReferenceProvider: provider('references'),
      registerDocumentHighlightProvider: provider('highlight'),
      registerRenameProvider: provider('rename'),
      registerCodeActionsProvider: provider('codeAction'),
      registerCodeLensProvider: provider('codeLens'),
      registerInlayHintsProvider: provider('inlayHint'),
      registerDocumentSymbolProvider: provider('documentSymbol'),
      registerWorkspaceSymbolProvider: provider('workspaceSymbol'),
      registerFoldingRangeProvider: provider('folding'),
      registerSelectionRangeProvider: provider('selection'),
      registerDocumentLinkProvider: provider('link'),
      registerDocumentFormattingEditProvider: provider('formatting'),
      registerDocumentRangeFormattingEditProvider: provider('rangeFormatting'),
      registerOnTypeFormattingEditProvider: provider('onType'),
      registerDocumentSemanticTokensProvider: provider('semanticTokens'),
      registerDocumentRangeSemanticTokensProvider: provider('rangeSemanticTokens'),
      registerCallHierarchyProvider: provider('callHierarchy'),
    },
    window: {
      activeTextEditor: undefined,
      createOutputChannel: () => ({
        appendLine: (line) => state.output.push(line),
        append: (text) => state.output.push(text),
        show: () => state.executed.push(['output']),
        dispose() {},
      }),
      showErrorMessage: message('error'),
      showWarningMessage: message('warning'),
      showInformationMessage: message('information'),
      showInputBox: () => later(state.inputs),
      showTextDocument: async () => {},
      withProgress: (options, body) => {
        const entry = { title: options.title, reports: [], isDone: false };
        state.progress.push(entry);
        return Promise.resolve(body({ report: (value) => entry.reports.push(value) })).then(() => (entry.isDone = true));
      },
    },
    commands: {
      registerCommand: (name, run) => {
        if (state.commands.has(name)) throw new Error(`command '${name}' already exists`);
        state.commands.set(name, run);
        return { dispose: () => state.commands.delete(name) };
      },
      executeCommand: async (name, ...values) => {
        state.executed.push([name, ...values]);
        return state.commands.get(name)?.(...values);
      },
    },
    tasks: {
      registerTaskProvider: (type, taskProvider) => {
        state.tasks.push({ type, provider: taskProvider });
        return { dispose() {} };
      },
    },
  };

  const strict = (object, name) =>
    new Proxy(object, {
      get(target, key) {
        if (typeof key === 'string' && !(key in target) && key !== 'then') throw new Error(`${name} has no ${key}`);
        return target[key];
      },
    });
  for (const part of ['workspace', 'languages', 'window', 'commands', 'tasks', 'env']) {
    api[part] = strict(api[part], `vscode.${part}`);
  }
  return { vscode: strict(api, 'vscode'), state, change, open, applyEdit };
}

module.exports = { create };
