'use strict';

// planmd in Visual Studio Code: everything that knows the plan is in the language server, `planmd lsp`.

const vscode = require('vscode');
const { Client } = require('./lib/client');
const { Commands, Pages } = require('./lib/commands');
const { TaskProvider } = require('./lib/tasks');

let client;

async function activate(context) {
  const output = vscode.window.createOutputChannel('planmd');
  const pages = new Pages();
  let commands;
  client = new Client(output, (server) => {
    context.subscriptions.push(...commands.registerOthers(server.executeCommandProvider?.commands));
  });
  commands = new Commands(client, pages);
  context.subscriptions.push(
    output,
    vscode.workspace.registerTextDocumentContentProvider('planmd-show', pages),
    vscode.tasks.registerTaskProvider('planmd', new TaskProvider()),
    ...commands.register(),
    vscode.commands.registerCommand('planmd.restart', () => client.restart()),
    vscode.commands.registerCommand('planmd.output', () => output.show()),
    // Where planmd was not found at first, naming it is enough.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('planmd.path') && !client.child) client.start();
    })
  );
  await client.start();
  return { client };
}

async function deactivate() {
  await client?.dispose();
}

module.exports = { activate, deactivate };
