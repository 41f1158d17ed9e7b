// What of a policy the tests reach: each rule, also those inside choices, and each case of a
// choice.
//
// A rule is reached by an event that it selects; a case, and what is in it, by an event for which
// it is chosen. The counts are a `RuleTrace`'s; `format-coverage.ts` makes text of the data.

import type { Span } from '@kos/idl-compiler/text'
import type { LoadedPolicy } from '../psl/policy.ts'
import type { Case, ChoiceNode, Item, PslFile, RuleNode } from '../psl/syntax.ts'
import { describeRule, fileFinder, textIn } from '../psl/rule-source.ts'

/** How often parts of a policy were reached. */
export interface Coverage {
  /** The files that have rules, in the order in which the policy takes them up. */
  readonly files: readonly FileCoverage[]
}

/** The parts of one file, in the order of the text. */
export interface FileCoverage {
  readonly path: string
  readonly rules: readonly RuleCoverage[]
  readonly choices: readonly ChoiceCoverage[]
}

/** A rule of a model. */
export interface RuleCoverage {
  /** From 1. */
  readonly line: number
  /** As it is written, on one line. */
  readonly text: string
  /** How many events reached it. */
  readonly hits: number
}

/** A choice. */
export interface ChoiceCoverage {
  readonly line: number
  readonly text: string
  readonly hits: number
  readonly cases: readonly RuleCoverage[]
}

/** The coverage of a policy by counts of its parts. */
export function coverageOf(
  { rules, files }: Pick<LoadedPolicy, 'rules' | 'files'>,
  hitsOf: (part: object) => number,
): Coverage {
  const fileOf = fileFinder(files)
  const covered = new Map<PslFile, FileParts>()
  for (const { source, node } of rules) {
    const file = fileOf(source)
    let parts = covered.get(file)
    if (parts === undefined) covered.set(file, (parts = new FileParts(file, hitsOf)))
    parts.add(node)
  }
  return { files: [...covered.values()].map((parts) => parts.coverage()) }
}

class FileParts {
  readonly #file: PslFile
  readonly #hitsOf: (part: object) => number
  readonly #rules: RuleCoverage[] = []
  readonly #choices: ChoiceCoverage[] = []

  constructor(file: PslFile, hitsOf: (part: object) => number) {
    this.#file = file
    this.#hitsOf = hitsOf
  }

  add(item: Item): void {
    if (item.kind === 'rule')
      this.#rules.push(this.#part(item, describeRule(this.#file, item).text))
    else if (item.kind === 'match') for (const each of item.section.items) this.add(each)
    else this.#addChoice(item)
  }

  coverage(): FileCoverage {
    return { path: this.#file.source.path, rules: this.#rules, choices: this.#choices }
  }

  #addChoice(choice: ChoiceNode): void {
    const { cases } = choice
    this.#choices.push({
      ...this.#part(choice, describeRule(this.#file, choice).text),
      cases: cases.map((each) => {
        const text = each.value === null ? '_' : this.#textOf(each.value)
        return this.#part(each, text)
      }),
    })
    for (const { section } of cases) for (const item of section.items) this.add(item)
  }

  #part(node: RuleNode | ChoiceNode | Case, text: string): RuleCoverage {
    return { line: this.#file.source.lineOf(node.start), text, hits: this.#hitsOf(node) }
  }

  #textOf(span: Span): string {
    return textIn(this.#file, span)
  }
}
