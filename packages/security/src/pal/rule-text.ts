// The text of parts of a policy on one line, and their places.

import type { SourceFile, Span } from '@kos/idl-compiler/text'
import type { RuleSource } from '../decision.ts'
import type { Item, RuleNode } from '../psl/syntax.ts'

const textOrSpace = /"(?:[^"\\]|\\.)*"|(?:\s|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)+/g

/** What is written at a place, without comments and line breaks. */
export function ruleText({ text }: SourceFile, { start, end }: Span): string {
  const part = text.slice(start, end)
  return part.replaceAll(textOrSpace, (found) => (found.startsWith('"') ? found : ' ')).trim()
}

/** The rules inside a choice, and how each is written, and where. */
export function describeInside(item: Item, source: SourceFile): [RuleNode, RuleSource][] {
  if (item.kind === 'rule') return []
  const items =
    item.kind === 'match' ? item.section.items : item.cases.flatMap(({ section }) => section.items)
  return items.flatMap((each) => {
    if (each.kind !== 'rule') return describeInside(each, source)
    const place = `${source.path}:${source.lineOf(each.start)}`
    return [[each, { text: ruleText(source, each), place }]]
  })
}
