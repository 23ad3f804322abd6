'use strict';

// planmd's commands in the palette, on keys and behind lenses: each runs the server's command of the same name.

const vscode = require('vscode');

/** Commands on the task in a line; what they ask for beside it. */
const taskCommands = {
  'planmd.done': {},
  'planmd.start': {},
  'planmd.cancel': {},
  'planmd.reopen': {},
  'planmd.hold': {},
  'planmd.defer': {
    argument: 'when',
    prompt: 'Put off to which day?',
    placeHolder: 'fri, tomorrow, +2d, eom, 2026-03-31',
  },
  'planmd.assign': { argument: 'who', prompt: 'Assign to whom?', placeHolder: '@ann, @ann @bob, none' },
  'planmd.addId': {},
  'planmd.makeProject': {},
  'planmd.sortTags': {},
  'planmd.show': {},
};
/** Commands on a file. */
const fileCommands = { 'planmd.fixAll': {}, 'planmd.updateBlocks': {} };

class Commands {
  constructor(client, pages) {
    this.client = client;
    this.pages = pages;
    this.known = new Set();
  }

  /** Those of package.json from the beginning; they start the server where it is not running. */
  register() {
    return [...Object.keys({ ...taskCommands, ...fileCommands })].map((name) => this.registerOne(name));
  }

  /** Those that only code actions call, which the server names. */
  registerOthers(names) {
    return (names || []).filter((name) => !this.known.has(name)).map((name) => this.registerOne(name));
  }

  registerOne(name) {
    this.known.add(name);
    return vscode.commands.registerCommand(name, (argument) => this.run(name, argument));
  }

  async run(name, argument) {
    if (!(await this.client.start())) return;
    if (argument?.uri) {
      await this.execute(name, argument);
      return;
    }
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    const uri = editor.document.uri.toString();
    if (name in fileCommands) {
      await this.execute(name, { uri });
      return;
    }
    const more = await this.ask(taskCommands[name] || {});
    if (!more) return;
    for (const line of lines(editor)) {
      if (!(await this.execute(name, { uri, line, ...more }))) return;
    }
  }

  /** What a command wants to know; undefined where the user does not say. */
  async ask({ argument, prompt, placeHolder }) {
    if (!argument) return {};
    const value = await vscode.window.showInputBox({ prompt, placeHolder });
    return value ? { [argument]: value } : undefined;
  }

  /** True if it was done. */
  async execute(name, argument) {
    try {
      const result = await this.client.request('workspace/executeCommand', { command: name, arguments: [argument] });
      if (name === 'planmd.show' && typeof result === 'string') await this.pages.show(result);
      return true;
    } catch (error) {
      if (name === 'planmd.done' && !argument.withSubtasks && /subtask/.test(error.message)) {
        const all = 'Complete All';
        const choice = await vscode.window.showWarningMessage(error.message, { modal: true }, all);
        return choice === all && this.execute(name, { ...argument, withSubtasks: true });
      }
      vscode.window.showErrorMessage(`planmd: ${error.message}`);
      return false;
    }
  }
}

/** The lines of all selections, from the last to the first: no edit moves a line before it is its turn. */
function lines(editor) {
  const found = new Set();
  for (const selection of editor.selections) {
    for (let line = selection.start.line; line <= selection.end.line; line++) {
      // Several lines: only those with a task of their own. One: the server finds the task around it.
      const text = editor.document.lineAt(line).text;
      if (selection.isSingleLine || /^[\s>]*(?:[-*+]|\d{1,9}[.)])\s+\[.\]\s/u.test(text)) found.add(line);
    }
  }
  return [...found].sort((a, b) => b - a);
}

/** Pages of Markdown that are shown as previews and lie nowhere. */
class Pages {
  constructor() {
    this.texts = new Map();
    this.changes = new vscode.EventEmitter();
    this.onDidChange = this.changes.event;
  }

  provideTextDocumentContent(uri) {
    return this.texts.get(uri.toString()) ?? '';
  }

  async show(text) {
    const uri = vscode.Uri.parse('planmd-show:Task.md');
    this.texts.set(uri.toString(), text);
    this.changes.fire(uri);
    await vscode.commands.executeCommand('markdown.showPreviewToSide', uri);
  }
}

module.exports = { Commands, Pages, taskCommands, fileCommands };
