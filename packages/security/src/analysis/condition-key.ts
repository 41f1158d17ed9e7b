// What conditions are compared by between versions of a policy: in PSL how the rule is written, and
// the policy objects that it names; how it is formatted does not count. In TypeScript a function is
// only itself.
//
// Equal keys mean equal conditions, but for state that other rules change.

import type { Span, Token } from '@kos/idl-compiler/text'
import { tokensIn } from '../psl/rule-source.ts'
import type { CheckedRule } from '../psl/policy.ts'
import type { PslFile } from '../psl/syntax.ts'

/** The keys of rules that stand in these files. */
export function conditionKeys(files: readonly PslFile[]): (rule: CheckedRule) => string {
  const bySource = new Map(files.map((file) => [file.source, new FileWords(file)]))
  const objects = new Map([...bySource.values()].flatMap((words) => words.objects))
  return ({ source, node }) => {
    const words = bySource.get(source)?.of(node)
    if (words === undefined) throw new TypeError(`${source.path} is no file of the policy`)
    const named = [...new Set(words)].flatMap((word) => objects.get(word) ?? [])
    return [words.join(' '), ...named].join('\n')
  }
}

/** The words of a file, without those that its format leaves out: the last comma of a list. */
class FileWords {
  readonly #file: PslFile
  readonly #redundant: ReadonlySet<Token>

  constructor(file: PslFile) {
    this.#file = file
    this.#redundant = new Set(file.redundant)
  }

  of(span: Span): string[] {
    const tokens = tokensIn(this.#file.tokens, span)
    return tokens.filter((token) => !this.#redundant.has(token)).map(({ text }) => text)
  }

  /** Policy objects by name: how they are declared. */
  get objects(): [string, string][] {
    return this.#file.declarations.flatMap((declaration): [string, string][] =>
      declaration.kind === 'object'
        ? [[declaration.name.text, this.of(declaration).join(' ')]]
        : [],
    )
  }
}
