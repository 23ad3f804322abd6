'use strict';

// planmd's commands as tasks: `lint` with its findings in the problems view, and others that write or report.

const vscode = require('vscode');

const provided = [
  { command: 'lint', group: 'Test' },
  { command: 'fmt' },
  { command: 'update' },
  { command: 'report' },
  { command: 'schedule' },
];

class TaskProvider {
  provideTasks() {
    return (vscode.workspace.workspaceFolders || []).flatMap((folder) =>
      provided.map(({ command, group }) => this.task({ type: 'planmd', command }, folder, group))
    );
  }

  /** Fills in a task that somebody has written into tasks.json. */
  resolveTask(task) {
    const { definition } = task;
    if (!definition.command) return undefined;
    const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
    return this.task(definition, folder);
  }

  task(definition, folder, group) {
    const program = vscode.workspace.getConfiguration('planmd').get('path') || 'planmd';
    const words = [definition.command, ...(definition.arguments || [])];
    const root = definition.root || folder?.uri.fsPath;
    const execution = new vscode.ProcessExecution(program, [...words, ...(root ? ['--root', root] : [])], {
      cwd: folder?.uri.fsPath,
    });
    const matchers = definition.command === 'lint' ? ['$planmd-lint'] : [];
    const scope = folder ?? vscode.TaskScope.Workspace;
    const task = new vscode.Task(definition, scope, words.join(' '), 'planmd', execution, matchers);
    if (group) task.group = vscode.TaskGroup[group];
    return task;
  }
}

module.exports = { TaskProvider };
