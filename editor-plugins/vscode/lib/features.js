'use strict';

// What the server offers, registered with VS Code: one provider for each of its capabilities.

const vscode = require('vscode');
const convert = require('./convert');
const { quietCodes } = require('./connection');

/** Markdown files, and planmd's own configuration. */
const selector = [
  { scheme: 'file', language: 'markdown' },
  { scheme: 'file', pattern: '**/planmd.yaml' },
];
const plans = [selector[0]];

/**
 * Registers what the server can.
 *
 * @param client asks the server, and has `versions`
 * @returns disposables, and emitters that make VS Code ask again
 */
function register(client, capabilities) {
  const disposables = [];
  const refreshes = {
    lenses: new vscode.EventEmitter(),
    hints: new vscode.EventEmitter(),
    tokens: new vscode.EventEmitter(),
  };
  disposables.push(...Object.values(refreshes));
  const { languages } = vscode;

  const ask = async (method, params, token) => {
    try {
      return await client.request(method, params, token);
    } catch (error) {
      // VS Code asks again where it still wants to know.
      if (quietCodes.has(error.code)) throw new vscode.CancellationError();
      throw error;
    }
  };
  const at = (document, position) => ({
    textDocument: convert.toDocument(document),
    position: convert.toPosition(position),
  });
  const on = (capability, registering) => {
    if (capability) disposables.push(registering());
  };
  const versions = (uri) => client.version(uri);

  on(capabilities.completionProvider, () =>
    languages.registerCompletionItemProvider(
      selector,
      {
        async provideCompletionItems(document, position, token, context) {
          const result = await ask(
            'textDocument/completion',
            {
              ...at(document, position),
              context: { triggerKind: context.triggerKind + 1, triggerCharacter: context.triggerCharacter },
            },
            token
          );
          if (!result) return null;
          const items = result.items || result;
          return new vscode.CompletionList(items.map(convert.completionItem), Boolean(result.isIncomplete));
        },
      },
      ...(capabilities.completionProvider.triggerCharacters || [])
    )
  );

  on(capabilities.hoverProvider, () =>
    languages.registerHoverProvider(selector, {
      async provideHover(document, position, token) {
        const result = await ask('textDocument/hover', at(document, position), token);
        if (!result?.contents) return null;
        const contents = Array.isArray(result.contents) ? result.contents : [result.contents];
        return new vscode.Hover(contents.map(convert.markdown), result.range && convert.range(result.range));
      },
    })
  );

  on(capabilities.definitionProvider, () =>
    languages.registerDefinitionProvider(selector, {
      async provideDefinition(document, position, token) {
        return convert.locations(await ask('textDocument/definition', at(document, position), token));
      },
    })
  );

  on(capabilities.referencesProvider, () =>
    languages.registerReferenceProvider(selector, {
      async provideReferences(document, position, context, token) {
        const params = { ...at(document, position), context: { includeDeclaration: context.includeDeclaration } };
        return convert.locations(await ask('textDocument/references', params, token));
      },
    })
  );

  on(capabilities.documentHighlightProvider, () =>
    languages.registerDocumentHighlightProvider(selector, {
      async provideDocumentHighlights(document, position, token) {
        const result = await ask('textDocument/documentHighlight', at(document, position), token);
        return (result || []).map(convert.highlight);
      },
    })
  );

  on(capabilities.renameProvider, () =>
    languages.registerRenameProvider(selector, {
      async provideRenameEdits(document, position, newName, token) {
        const result = await ask('textDocument/rename', { ...at(document, position), newName }, token);
        return result && convert.workspaceEdit(result, versions);
      },
      ...(capabilities.renameProvider.prepareProvider && {
        async prepareRename(document, position, token) {
          const result = await ask('textDocument/prepareRename', at(document, position), token);
          if (!result) throw new Error('Here stands no id, name or label that could be renamed.');
          const range = convert.range(result.range || result);
          return result.placeholder === undefined ? range : { range, placeholder: result.placeholder };
        },
      }),
    })
  );

  on(capabilities.codeActionProvider, () =>
    languages.registerCodeActionsProvider(
      selector,
      {
        async provideCodeActions(document, range, context, token) {
          const params = {
            textDocument: convert.toDocument(document),
            range: convert.toRange(range),
            context: {
              // Only the server's own: others have no meaning for it.
              diagnostics: context.diagnostics.filter((d) => d.source === 'planmd').map(convert.toDiagnostic),
              ...(context.only && { only: [context.only.value] }),
              triggerKind: context.triggerKind,
            },
          };
          const result = await ask('textDocument/codeAction', params, token);
          return (result || []).map((action) => convert.codeAction(action, versions));
        },
      },
      {
        providedCodeActionKinds: (capabilities.codeActionProvider.codeActionKinds || []).map((kind) =>
          vscode.CodeActionKind.Empty.append(kind)
        ),
      }
    )
  );

  on(capabilities.codeLensProvider, () =>
    languages.registerCodeLensProvider(plans, {
      onDidChangeCodeLenses: refreshes.lenses.event,
      async provideCodeLenses(document, token) {
        const params = { textDocument: convert.toDocument(document) };
        return ((await ask('textDocument/codeLens', params, token)) || []).map(convert.codeLens);
      },
    })
  );

  on(capabilities.inlayHintProvider, () =>
    languages.registerInlayHintsProvider(selector, {
      onDidChangeInlayHints: refreshes.hints.event,
      async provideInlayHints(document, range, token) {
        const params = { textDocument: convert.toDocument(document), range: convert.toRange(range) };
        return ((await ask('textDocument/inlayHint', params, token)) || []).map(convert.inlayHint);
      },
    })
  );

  on(capabilities.documentSymbolProvider, () =>
    languages.registerDocumentSymbolProvider(
      plans,
      {
        async provideDocumentSymbols(document, token) {
          const params = { textDocument: convert.toDocument(document) };
          const result = (await ask('textDocument/documentSymbol', params, token)) || [];
          return result.map((one) => (one.location ? convert.symbolInformation(one) : convert.documentSymbol(one)));
        },
      },
      { label: 'planmd' }
    )
  );

  on(capabilities.workspaceSymbolProvider, () =>
    languages.registerWorkspaceSymbolProvider({
      async provideWorkspaceSymbols(query, token) {
        return ((await ask('workspace/symbol', { query }, token)) || []).map(convert.symbolInformation);
      },
    })
  );

  on(capabilities.foldingRangeProvider, () =>
    languages.registerFoldingRangeProvider(plans, {
      async provideFoldingRanges(document, context, token) {
        const params = { textDocument: convert.toDocument(document) };
        return ((await ask('textDocument/foldingRange', params, token)) || []).map(convert.foldingRange);
      },
    })
  );

  on(capabilities.selectionRangeProvider, () =>
    languages.registerSelectionRangeProvider(plans, {
      async provideSelectionRanges(document, positions, token) {
        const params = { textDocument: convert.toDocument(document), positions: positions.map(convert.toPosition) };
        return ((await ask('textDocument/selectionRange', params, token)) || []).map(convert.selectionRange);
      },
    })
  );

  on(capabilities.documentLinkProvider, () =>
    languages.registerDocumentLinkProvider(plans, {
      async provideDocumentLinks(document, token) {
        const params = { textDocument: convert.toDocument(document) };
        return ((await ask('textDocument/documentLink', params, token)) || []).map(convert.documentLink);
      },
    })
  );

  const style = (options) => ({ tabSize: options.tabSize, insertSpaces: options.insertSpaces });
  on(capabilities.documentFormattingProvider, () =>
    languages.registerDocumentFormattingEditProvider(plans, {
      async provideDocumentFormattingEdits(document, options, token) {
        const params = { textDocument: convert.toDocument(document), options: style(options) };
        return convert.textEdits(await ask('textDocument/formatting', params, token));
      },
    })
  );

  on(capabilities.documentRangeFormattingProvider, () =>
    languages.registerDocumentRangeFormattingEditProvider(plans, {
      async provideDocumentRangeFormattingEdits(document, range, options, token) {
        const params = {
          textDocument: convert.toDocument(document),
          range: convert.toRange(range),
          options: style(options),
        };
        return convert.textEdits(await ask('textDocument/rangeFormatting', params, token));
      },
    })
  );

  on(capabilities.documentOnTypeFormattingProvider, () =>
    languages.registerOnTypeFormattingEditProvider(
      plans,
      {
        async provideOnTypeFormattingEdits(document, position, ch, options, token) {
          const params = { ...at(document, position), ch, options: style(options) };
          return convert.textEdits(await ask('textDocument/onTypeFormatting', params, token));
        },
      },
      capabilities.documentOnTypeFormattingProvider.firstTriggerCharacter,
      ...(capabilities.documentOnTypeFormattingProvider.moreTriggerCharacter || [])
    )
  );

  const tokens = capabilities.semanticTokensProvider;
  const legend = tokens && new vscode.SemanticTokensLegend(tokens.legend.tokenTypes, tokens.legend.tokenModifiers);
  const data = (result) => result && new vscode.SemanticTokens(new Uint32Array(result.data), result.resultId);
  on(tokens?.full, () =>
    languages.registerDocumentSemanticTokensProvider(
      plans,
      {
        onDidChangeSemanticTokens: refreshes.tokens.event,
        async provideDocumentSemanticTokens(document, token) {
          const params = { textDocument: convert.toDocument(document) };
          return data(await ask('textDocument/semanticTokens/full', params, token));
        },
      },
      legend
    )
  );
  on(tokens?.range, () =>
    languages.registerDocumentRangeSemanticTokensProvider(
      plans,
      {
        async provideDocumentRangeSemanticTokens(document, range, token) {
          const params = { textDocument: convert.toDocument(document), range: convert.toRange(range) };
          return data(await ask('textDocument/semanticTokens/range', params, token));
        },
      },
      legend
    )
  );

  on(capabilities.callHierarchyProvider, () =>
    languages.registerCallHierarchyProvider(plans, {
      async prepareCallHierarchy(document, position, token) {
        const result = await ask('textDocument/prepareCallHierarchy', at(document, position), token);
        return (result || []).map(convert.callHierarchyItem);
      },
      async provideCallHierarchyIncomingCalls(item, token) {
        const params = { item: convert.protocolItems.get(item) };
        return ((await ask('callHierarchy/incomingCalls', params, token)) || []).map(
          (call) =>
            new vscode.CallHierarchyIncomingCall(
              convert.callHierarchyItem(call.from),
              call.fromRanges.map(convert.range)
            )
        );
      },
      async provideCallHierarchyOutgoingCalls(item, token) {
        const params = { item: convert.protocolItems.get(item) };
        return ((await ask('callHierarchy/outgoingCalls', params, token)) || []).map(
          (call) =>
            new vscode.CallHierarchyOutgoingCall(
              convert.callHierarchyItem(call.to),
              call.fromRanges.map(convert.range)
            )
        );
      },
    })
  );

  return { disposables, refreshes };
}

module.exports = { register, selector };
