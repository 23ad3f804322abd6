'use strict';

// Drives the extension in an editor that fake_vscode.js stands for, against the real `planmd lsp`.
// Environment: EXTENSION (its folder), PLANMD_PROGRAM, PLAN (a folder). Prints one JSON object of what it found.

const fs = require('fs');
const path = require('path');
const Module = require('module');
const { create } = require('./fake_vscode');

const { EXTENSION: extensionFolder, PLANMD_PROGRAM: program, PLAN: plan } = process.env;
const patience = 40000;
const answer = { checks: [], notes: [] };

function check(name, condition, detail) {
  answer.checks.push({ name, agrees: Boolean(condition), detail: condition ? undefined : detail });
}

async function wait(what, condition) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Loads the extension's code anew, with an editor of its own. */
function load(settings) {
  const editor = create(settings);
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, ...rest) => (request === 'vscode' ? 'vscode' : resolve(request, ...rest));
  require.cache.vscode = { id: 'vscode', filename: 'vscode', loaded: true, exports: editor.vscode };
  for (const name of Object.keys(require.cache)) {
    if (name.startsWith(extensionFolder)) delete require.cache[name];
  }
  const extension = require(path.join(extensionFolder, 'extension.js'));
  Module._resolveFilename = resolve;
  const { vscode } = editor;
  vscode.workspace.workspaceFolders.push({ uri: vscode.Uri.file(plan), name: 'plan', index: 0 });
  return { ...editor, extension, context: { subscriptions: [] } };
}

const json = (value) => JSON.stringify(value);

async function session() {
  const editor = load({ 'planmd.path': program });
  const { vscode, state, change, open, extension, context } = editor;
  const manifest = JSON.parse(fs.readFileSync(path.join(extensionFolder, 'package.json'), 'utf8'));
  const one = open(path.join(plan, 'one.md'));
  const { client } = await extension.activate(context);
  check('the server is ready', client.connection, json(state.output));
  const server = client.server;

  // -- Registrations
  for (const { command } of manifest.contributes.commands) {
    check(`${command} is registered`, state.commands.has(command));
  }
  for (const command of server.executeCommandProvider?.commands || []) {
    check(`${command} of the server is registered`, state.commands.has(command));
  }
  const token = new vscode.CancellationTokenSource().token;
  const provider = (kind, document = one) => {
    const found = (state.providers[kind] || []).filter(
      ({ selector }) => !selector || vscode.languages.match(selector, document)
    );
    return found[0]?.provider;
  };
  const collection = state.collections[0];
  const findings = (document) => collection.entries.get(document.uri.toString()) || [];
  const codes = (document) => findings(document).map((d) => (typeof d.code === 'object' ? d.code.value : d.code));
  const position = (document, text, inside = 0) => document.positionAt(document.text.indexOf(text) + inside);
  const replaceLine = (document, line, text) =>
    change(document, [{ range: new vscode.Range(line, 0, line, document.lineAt(line).text.length), newText: text }]);
  const reset = async (document, text) => {
    change(document, [{ range: new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.text.length)), newText: text }]);
  };

  // -- Findings
  const wanted = JSON.parse(process.env.FINDINGS);
  await wait('the findings', () => findings(one).length === wanted.length);
  const found = findings(one).map((d, index) => [d.range.start.line + 1, d.range.start.character + 1, codes(one)[index]]);
  check('findings are those of lint', json(found.sort()) === json(wanted.sort()), json([found, wanted]));
  check('findings say where they are from', findings(one).every((d) => d.source === 'planmd'));

  // -- Texts are the same on both sides, whatever is typed
  const original = one.text;
  const isSame = async (document) => {
    const { text } = await client.request('planmd/text', { textDocument: { uri: document.uri.toString() } });
    return text === document.text;
  };
  const pieces = ['- [ ] ', '\n', '\r\n', 'due:2026-02-03 ', '👋🏽', 'ß', '@ann', '', '', ' after:slab', 'e\u0301', '\t'];
  let seed = 1;
  const random = (below) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  if (await client.request('planmd/text', { textDocument: { uri: one.uri.toString() } }).then(() => true, () => false)) {
    for (let round = 0; round < 150; round++) {
      const offsets = Array.from({ length: 2 * (1 + random(3)) }, () => random(one.text.length + 1)).sort((a, b) => a - b);
      const edits = [];
      for (let index = 0; index < offsets.length; index += 2) {
        // Never inside a pair of units, nor between the halves of a line end, as editors have it.
        const snap = (offset) => {
          while (/[\udc00-\udfff]/.test(one.text[offset] || '') || (one.text[offset] === '\n' && one.text[offset - 1] === '\r')) offset--;
          return offset;
        };
        const range = new vscode.Range(one.positionAt(snap(offsets[index])), one.positionAt(snap(Math.min(offsets[index + 1], offsets[index] + 12))));
        if (edits.some((edit) => edit.range.end.compareTo(range.start) >= 0)) continue;
        edits.push({ range, newText: pieces[random(pieces.length)] });
      }
      change(one, edits);
      if (round % 15 === 14 && !(await isSame(one))) {
        check(`the texts are the same after ${round + 1} rounds of edits`, false, json(one.text));
        break;
      }
    }
    check('the texts are the same', await isSame(one), json(one.text));
    await reset(one, original);
    check('the texts are the same again', (await isSame(one)) && one.text === original);
  } else {
    answer.notes.push('the server does not tell its text');
  }

  // -- Completion
  const complete = async (line, text) => {
    replaceLine(one, line, text);
    const list = await provider('completion').provideCompletionItems(
      one, new vscode.Position(line, text.length), token, { triggerKind: 1, triggerCharacter: text.at(-1) });
    return list.items;
  };
  if (server.completionProvider) {
    const days = await complete(5, '- [ ] Grüße 👋 schicken due:');
    const friday = days.find((item) => item.label === 'fri' || item.filterText === 'fri');
    check('due: offers fri', friday, json(days.map((item) => item.label)));
    if (friday) {
      change(one, [{ range: friday.range, newText: friday.insertText }]);
      const line = one.lineAt(5).text;
      check('fri becomes a date', line === `- [ ] Grüße 👋 schicken due:${process.env.FRIDAY}`, line);
    }
    const people = (await complete(5, '- [ ] Grüße 👋 schicken @')).map((item) => item.label).join(' ');
    check('@ offers people', /ann/.test(people) && /bob/.test(people), people);
    const ids = await complete(5, '- [ ] Grüße 👋 schicken after:');
    const slab = ids.find((item) => item.label === 'slab');
    check('after: offers ids with their tasks', slab && /Pour the slab/.test(`${slab.detail}${slab.documentation?.value}`), json(ids));
    const triggers = state.providers.completion[0].more;
    check('completion has its letters', json(triggers) === json(server.completionProvider.triggerCharacters), json(triggers));
    const box = await (async () => {
      const source = new vscode.CancellationTokenSource();
      const asked = provider('completion').provideCompletionItems(one, new vscode.Position(5, 3), source.token, { triggerKind: 0 });
      source.cancel();
      return asked.then(() => 'answered', (error) => (error instanceof vscode.CancellationError ? 'cancelled' : error.message));
    })();
    check('a question can be taken back', box === 'cancelled' || box === 'answered', box);
    await reset(one, original);
  }

  // -- Hover, definition, references, highlights
  const task = position(one, 'Pour the slab', 2);
  if (server.hoverProvider) {
    const hover = await provider('hover').provideHover(one, task, token);
    const text = hover?.contents.map((content) => content.value).join('\n') || '';
    check('hover says when', text.includes('2026-01-12'), text);
    const nothing = await provider('hover').provideHover(one, new vscode.Position(1, 0), token);
    check('there is no hover on an empty line', nothing === null || nothing === undefined, json(nothing));
  }
  const two = open(path.join(plan, 'sub/two.md'));
  if (server.definitionProvider) {
    const places = await provider('definition').provideDefinition(two, position(two, 'after:slab', 7), token);
    const first = places?.[0];
    const address = String(first?.uri || first?.targetUri);
    check('after: leads to the task', address === one.uri.toString(), json(places));
  }
  if (server.referencesProvider) {
    const places = await provider('references').provideReferences(one, position(one, 'id:slab', 4), { includeDeclaration: true }, token);
    check('an id has its references', places?.length === 4, json(places?.map((p) => [String(p.uri), p.range.start])));
  }
  if (server.documentHighlightProvider) {
    const marks = await provider('highlight').provideDocumentHighlights(two, position(two, 'after:slab', 7), token);
    check('uses are highlighted', marks.length === 2, json(marks));
  }

  // -- Renaming
  if (server.renameProvider) {
    const rename = provider('rename');
    const at = position(one, 'id:slab', 4);
    const prepared = await rename.prepareRename(one, at, token);
    check('what can be renamed is known', prepared.placeholder === 'slab', json(prepared));
    const refused = await rename.prepareRename(one, new vscode.Position(1, 0), token).then(() => 'no', (error) => error.message);
    check('what cannot is refused', /no id/.test(refused), refused);
    const bad = await rename.provideRenameEdits(one, at, 'not a name', token).then(() => 'no', (error) => error.message);
    check('a bad name is refused', bad !== 'no', bad);
    const edit = await rename.provideRenameEdits(one, at, 'base', token);
    await editor.applyEdit(edit);
    const renamed = JSON.parse(process.env.RENAMED);
    for (const [name, text] of Object.entries(renamed)) {
      const document = open(path.join(plan, name));
      if (name.endsWith('.md')) check(`${name} is renamed`, document.text === text, json([document.text, text]));
    }
    const back = await rename.provideRenameEdits(one, position(one, 'id:base', 4), 'slab', token);
    await editor.applyEdit(back);
    check('a renaming can be turned back', one.text === original, json(one.text));
  }

  // -- Code actions
  const actions = await provider('codeAction').provideCodeActions(
    one, new vscode.Range(task, task), { diagnostics: findings(one), triggerKind: 1 }, token);
  check('there are actions', Array.isArray(actions), json(actions));
  const bad = findings(one).find((d) => json(d.code).includes('unknown-dependency'));
  await wait('the findings of before', () => codes(one).includes('unknown-dependency'));
  const fix = findings(one).find((d) => json(d.code).includes('unknown-dependency'));
  const fixes = await provider('codeAction').provideCodeActions(
    one, fix.range, { diagnostics: [fix], only: new vscode.CodeActionKind('quickfix'), triggerKind: 1 }, token);
  const quick = fixes.find((action) => action.edit && action.edit.changes.size);
  check('a finding has a fix', quick && fixes.every((action) => action.kind.value.startsWith('quickfix')), json(fixes));
  if (quick) {
    await editor.applyEdit(quick.edit);
    check('the fix does what it says', one.lineAt(3).text === '- [ ] Build after:slab', one.lineAt(3).text);
    await reset(one, original);
  }

  // -- Commands
  const select = (document, first, last = first) => {
    vscode.window.activeTextEditor = {
      document, selections: [new vscode.Selection(first, 0, last, document.lineAt(last).text.length)],
    };
  };
  const run = (name, ...values) => vscode.commands.executeCommand(name, ...values);
  if (server.executeCommandProvider) {
    const done = actions.find((action) => action.title === 'Done');
    check('Done is offered', done, json(actions.map((action) => action.title)));
    select(one, 2);
    await run('planmd.start');
    check('start', one.lineAt(2).text.startsWith('- [/] Pour'), one.lineAt(2).text);
    await run('planmd.done');
    check('done', one.lineAt(2).text.startsWith('- [x] Pour') && one.lineAt(2).text.endsWith(` done:${process.env.TODAY}`), one.lineAt(2).text);
    await run('planmd.reopen');
    check('reopen', one.lineAt(2).text === original.split('\n')[2], one.lineAt(2).text);
    select(one, 2, 4);
    await run('planmd.start');
    check('three at once', [2, 3, 4].every((line) => one.lineAt(line).text.startsWith('- [/]')), one.text);
    await run('planmd.reopen');
    select(one, 2);
    state.inputs.push('fri');
    await run('planmd.defer');
    check('defer', one.lineAt(2).text.includes(`due:${process.env.FRIDAY}`), one.lineAt(2).text);
    state.inputs.push(undefined);
    const before = one.text;
    await run('planmd.defer');
    check('no day, no change', one.text === before);
    state.inputs.push('@bob');
    await run('planmd.assign');
    check('assign', one.lineAt(2).text.includes('@bob'), one.lineAt(2).text);
    await reset(one, '# P\n\n- [ ] Parent\n  - [ ] Child\n');
    select(one, 2);
    state.answers.push('Complete All');
    await run('planmd.done');
    check('done with subtasks, after asking', /- \[x\] Parent.*\n {2}- \[x\] Child/.test(one.text) && state.messages.at(-1).level === 'warning', json([one.text, state.messages.at(-1)]));
    select(one, 0);
    const count = state.messages.length;
    await run('planmd.start');
    check('a refusal is shown', state.messages.length === count + 1 && state.messages.at(-1).level === 'error', json(state.messages.slice(count)));
    await reset(one, original);
    select(one, 2);
    await run('planmd.show');
    const shown = state.executed.findLast(([name]) => name === 'markdown.showPreviewToSide');
    const page = shown && state.contents['planmd-show'].provideTextDocumentContent(shown[1]);
    check('show', /Pour the slab/.test(page || ''), page);
    // A lens runs the command with the place that the server gave it.
    const lenses = await provider('codeLens').provideCodeLenses(one, token);
    check('there are lenses', lenses.length > 0 && lenses.every((lens) => lens.command.title), json(lenses));
    if (lenses.length) await run(lenses[0].command.command, ...lenses[0].command.arguments);
    check('a lens shows its project', /Office/.test(state.contents['planmd-show'].provideTextDocumentContent(shown[1])));
    // An edit for a text that has changed meanwhile must not be made.
    const stale = await client.answer('workspace/applyEdit', {
      edit: { documentChanges: [{ textDocument: { uri: one.uri.toString(), version: one.version - 1 }, edits: [
        { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, newText: '!' }] }] } });
    check('an edit of an older text is refused', stale.applied === false && one.text === original, json(stale));
  }

  // -- Hints and settings
  if (server.inlayHintProvider) {
    const all = new vscode.Range(0, 0, one.lines.length, 0);
    const hints = await provider('inlayHint').provideInlayHints(one, all, token);
    check('there are hints', hints.length > 0, json(hints));
    state.settings['planmd.inlayHints.dates'] = false;
    state.settings['planmd.inlayHints.progress'] = false;
    state.settings['planmd.inlayHints.load'] = 'off';
    state.events.Configuration.fire({ affectsConfiguration: (name) => name === 'planmd' });
    // The server asks for the settings, and then for its hints to be asked for again.
    const count = async () => (await provider('inlayHint').provideInlayHints(one, all, token)).length;
    await wait('hints to go', async () => (await count()) === 0);
    for (const name of ['dates', 'progress', 'load']) delete state.settings[`planmd.inlayHints.${name}`];
    state.events.Configuration.fire({ affectsConfiguration: (name) => name === 'planmd' });
    await wait('hints to come back', async () => (await count()) === hints.length);
  }

  // -- Structure
  const symbols = await provider('documentSymbol').provideDocumentSymbols(one, token);
  check('the outline has the project and its tasks', symbols[0]?.name.includes('Office') && symbols[0].children.length === 4, json(symbols));
  if (server.workspaceSymbolProvider) {
    const all = await provider('workspaceSymbol').provideWorkspaceSymbols('Tiles', token);
    check('symbols of the plan', all.some((symbol) => symbol.name.includes('Tiles')), json(all));
  }
  if (server.foldingRangeProvider) {
    const folds = await provider('folding').provideFoldingRanges(one, {}, token);
    check('folds', folds.length > 0 && folds.every((fold) => fold.end < one.lines.length), json(folds));
  }
  if (server.selectionRangeProvider) {
    const [selection] = await provider('selection').provideSelectionRanges(one, [position(one, 'due:2026-01-30', 6)], token);
    const chain = [];
    for (let each = selection; each; each = each.parent) chain.push(each.range);
    check('selections grow', chain.length >= 3 && chain.every((range, i) => !i || range.contains(chain[i - 1])), json(chain));
  }
  if (server.documentLinkProvider) {
    const links = await provider('link').provideDocumentLinks(two, token);
    check('links are a list', Array.isArray(links), json(links));
  }
  if (server.semanticTokensProvider) {
    const { provider: tokens, more } = state.providers.semanticTokens[0];
    const { data } = await tokens.provideDocumentSemanticTokens(one, token);
    let [line, character, inside] = [0, 0, data.length % 5 === 0];
    for (let index = 0; index < data.length; index += 5) {
      character = data[index] ? data[index + 1] : character + data[index + 1];
      line += data[index];
      inside &&= line < one.lines.length && character + data[index + 2] <= one.lineAt(line).text.length;
      inside &&= data[index + 3] < more[0].tokenTypes.length;
    }
    check('tokens lie in the text', inside && data.length > 0, json([...data]));
    const part = await provider('rangeSemanticTokens').provideDocumentRangeSemanticTokens(one, new vscode.Range(2, 0, 3, 0), token);
    check('tokens of a part', part.data.length > 0 && part.data.length < data.length);
    const scopes = manifest.contributes.semanticTokenScopes[0].scopes;
    check('every type of token has a scope', json(Object.keys(scopes).sort()) === json([...more[0].tokenTypes].sort()), json(more[0].tokenTypes));
  }
  if (server.callHierarchyProvider) {
    const calls = provider('callHierarchy');
    const [item] = await calls.prepareCallHierarchy(one, task, token);
    check('a task is an item', item?.name.includes('Pour the slab'), json(item));
    const incoming = await calls.provideCallHierarchyIncomingCalls(item, token);
    check('what waits for it', incoming.length === 3, json(incoming.map((call) => call.from.name)));
    const outgoing = await calls.provideCallHierarchyOutgoingCalls(incoming[0].from, token);
    check('what that waits for', outgoing.some((call) => call.to.name.includes('Pour the slab')), json(outgoing));
  }

  // -- Formatting
  const format = await provider('formatting').provideDocumentFormattingEdits(one, { tabSize: 2, insertSpaces: true }, token);
  change(one, format);
  check('formatting is that of fmt', one.text === process.env.FORMATTED, json([one.text, process.env.FORMATTED]));
  await reset(one, original);
  if (server.documentRangeFormattingProvider) {
    const edits = await provider('rangeFormatting').provideDocumentRangeFormattingEdits(
      one, new vscode.Range(4, 0, 4, one.lineAt(4).text.length), { tabSize: 2, insertSpaces: true }, token);
    change(one, edits);
    const expected = process.env.FORMATTED.split('\n')[4];
    check('a line is formatted', one.lineAt(4).text === expected && one.lineAt(2).text === original.split('\n')[2], one.text);
    await reset(one, original);
  }
  if (server.documentOnTypeFormattingProvider) {
    change(one, [{ range: new vscode.Range(2, one.lineAt(2).text.length, 2, one.lineAt(2).text.length), newText: '\n' }]);
    const edits = await provider('onType').provideOnTypeFormattingEdits(one, new vscode.Position(3, 0), '\n', { tabSize: 2, insertSpaces: true }, token);
    check('a new line is looked at', Array.isArray(edits), json(edits));
    await reset(one, original);
  }

  // -- Files that change on the disk
  if (state.watchers.length) {
    const three = path.join(plan, 'sub/three.md');
    const text = fs.readFileSync(three, 'utf8');
    fs.writeFileSync(three, `${text}- [ ] Build a roof id:slap\n`);
    const closed = state.documents.find((document) => document.uri.fsPath === three);
    if (closed) {
      state.documents.splice(state.documents.indexOf(closed), 1);
      state.events.Close.fire(closed);
    }
    for (const watcher of state.watchers) watcher.change.fire(vscode.Uri.file(three));
    await wait('a file that changed', () => !codes(one).includes('unknown-dependency'));
    check('a change on the disk is seen', true);
    fs.writeFileSync(three, text);
    for (const watcher of state.watchers) watcher.change.fire(vscode.Uri.file(three));
    await wait('the file as it was', () => codes(one).includes('unknown-dependency'));
  } else {
    answer.notes.push('the server asks for no files to be watched');
  }

  // -- Closing
  state.documents.splice(state.documents.indexOf(two), 1);
  state.events.Close.fire(two);
  await wait('the findings of a closed text to go', () => findings(two).length === 0);

  // -- Crashes
  for (let crash = 1; crash <= 3; crash++) {
    const { child } = client;
    child.kill('SIGKILL');
    await wait(`start ${crash} after a crash`, () => client.child && client.child !== child && client.connection);
    await wait('findings after a crash', () => codes(one).includes('unknown-dependency'));
  }
  check('three crashes are survived', !state.messages.some(({ text }) => /crashed/.test(text)), json(state.messages));
  const kinds = Object.entries(state.providers).filter(([, list]) => list.length > 1);
  check('providers are not registered twice', kinds.length === 0, json(kinds.map(([kind, list]) => [kind, list.length])));
  const restart = () => new Promise((resolve) => (state.giveUp = resolve));
  state.answers.push(restart);
  client.child.kill('SIGKILL');
  await wait('the last word on crashes', () => state.messages.some(({ text }) => /crashed 4 times/.test(text)));
  check('then it is left alone', !client.child && findings(one).length === 0);
  const refused = await client.request('planmd/text', {}).then(() => 'no', (error) => error.message);
  check('who asks hears so', /not running/.test(refused), refused);
  state.giveUp('Restart');
  await wait('a restart by hand', () => codes(one).includes('unknown-dependency'));

  // -- Restart and end
  const { child } = client;
  const exit = new Promise((resolve) => child.once('exit', (code) => resolve(code)));
  await run('planmd.restart');
  check('a server that is told to end ends well', (await exit) === 0);
  check('and another is there', client.child && client.child !== child);
  const last = new Promise((resolve) => client.child.once('exit', (code) => resolve(code)));
  await extension.deactivate();
  check('the end', (await last) === 0);

  // -- Tasks
  const [{ type, provider: tasks }] = state.tasks;
  const lint = tasks.provideTasks().find((one) => one.definition.command === 'lint');
  check('lint is a task', type === 'planmd' && lint.execution.process === program && json(lint.execution.args) === json(['lint', '--root', plan]), json(lint));
  const resolved = tasks.resolveTask({ definition: { type: 'planmd', command: 'lint', arguments: ['--fail-on', 'info'] } });
  check('a task of tasks.json', json(resolved.execution.args) === json(['lint', '--fail-on', 'info', '--root', plan]), json(resolved));
  const matcher = manifest.contributes.problemMatchers[0].pattern;
  const lines = process.env.LINT.split('\n').map((line) => new RegExp(matcher.regexp).exec(line)).filter(Boolean);
  const problems = lines.map((m) => [m[matcher.file], +m[matcher.line], +m[matcher.column], m[matcher.severity], m[matcher.message], m[matcher.code]]);
  check('the problem matcher reads lint', json(problems) === process.env.PROBLEMS, json([problems, process.env.PROBLEMS]));
}

async function missing() {
  const { state, extension, context } = load({ 'planmd.path': '/no/such/planmd' });
  await extension.activate(context);
  check('a missing program is said once', state.messages.length === 1 && /there is no program/.test(state.messages[0].text), json(state.messages));
  check('with a way out', json(state.messages[0]?.choices) === json(['Open Settings']));
  await extension.deactivate();
}

async function deaf() {
  // A program that is no language server must not be started without end.
  const { state, extension, context } = load({ 'planmd.path': '/bin/false' });
  await extension.activate(context);
  await wait('the end of trying', () => state.messages.some(({ text }) => /crashed 4 times/.test(text)));
  check('a program that ends at once is left alone', true);
  await extension.deactivate();
}

process.on('unhandledRejection', (error) => {
  check('no promise is left alone', false, String(error.stack || error));
});

session()
  .then(missing)
  .then(deaf)
  .catch((error) => check('the session comes to its end', false, String(error.stack || error)))
  .finally(() => {
    process.stdout.write(`${JSON.stringify(answer)}\n`);
    process.exit(0);
  });
