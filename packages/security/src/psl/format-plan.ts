// The format of PSL: where lines begin. A statement stands on one line if it fits and no comment
// keeps it from that; else it is broken, from the outside in. Sections are broken unless they have
// one rule and nothing else.

import type { FormatPlan, Span } from '@kos/idl-compiler/text'
import { FlatTokens } from './flat-tokens.ts'
import { breakIfLong } from './format-expression.ts'
import { spacingOf } from './format-spaces.ts'
import { type Head, LineStarts } from './line-starts.ts'
import type {
  Case,
  ChoiceNode,
  Declaration,
  Item,
  PolicyObject,
  PslFile,
  Section,
  SelectorNode,
  TestCase,
  TestSet,
  TypeAlias,
} from './syntax.ts'

/** The plan for a file without errors, and its tokens with the commas that it lacks. */
export function planPsl(file: PslFile): { readonly plan: FormatPlan; readonly tokens: FlatTokens } {
  const { hasSpace, commasAfter } = spacingOf(file)
  const tokens = new FlatTokens(file, commasAfter)
  tokens.measure(hasSpace)
  const lines = new LineStarts(tokens)
  for (const declaration of file.declarations) planDeclaration(lines, declaration)
  return { plan: { lineStarts: lines.byOffset, redundant: tokens.redundant, hasSpace }, tokens }
}

function planDeclaration(lines: LineStarts, node: Declaration): void {
  const { start } = node
  const count = lines.byOffset.size
  lines.add(start, 0)
  planInside(lines, node, { start, depth: 0 })
  // What takes several lines stands between empty lines.
  if (lines.byOffset.size > count + 1) lines.add(start, 0, { isBlock: true })
}

function planInside(lines: LineStarts, node: Declaration, head: Head): void {
  switch (node.kind) {
    case 'binding':
      return planHeaded(lines, node.selectors, node.section, head)
    case 'object':
      return planObject(lines, node)
    case 'audit-profile':
      return breakIfLong(lines, node.levels, head, node.end)
    case 'tests':
      return planTests(lines, node)
    case 'execute-interface':
    case 'use-psl':
    case 'use-edl':
    case 'task-class':
    case 'audit-default':
  }
}

/** A binding or `match`. */
function planHeaded(
  lines: LineStarts,
  selectors: readonly SelectorNode[],
  section: Section,
  head: Head,
): void {
  if (isInline(section) && lines.fits(head, section.end)) return
  planSelectors(lines, selectors, head, section.start + 1)
  planSection(lines, section, head.depth)
}

/** Whether a section may stand on one line. */
function isInline({ audit, items }: Section): boolean {
  return audit === null && items.length === 1 && items[0]?.kind === 'rule'
}

/** Gives each selector but the first a line if the line up to `end` is too long. */
function planSelectors(
  lines: LineStarts,
  selectors: readonly SelectorNode[],
  head: Head,
  end: number,
): void {
  if (lines.fits(head, end)) return
  for (const { start } of selectors.slice(1)) lines.add(start, head.depth + 2)
}

function planSection(lines: LineStarts, { audit, items, end }: Section, depth: number): void {
  const first = audit === null ? [] : [lines.tokenBefore(audit.start, 'audit')]
  lines.addBlock(inOrder([...first, ...items]), end, depth)
  for (const item of items) planItem(lines, item, { start: item.start, depth: depth + 1 })
}

function planItem(lines: LineStarts, item: Item, head: Head): void {
  if (item.kind === 'match') planHeaded(lines, item.selectors, item.section, head)
  else if (item.kind === 'choice') planChoice(lines, item, head)
  else if (item.argument !== null) breakIfLong(lines, item.argument, head, item.end)
}

function planChoice(lines: LineStarts, { subject, cases, end }: ChoiceNode, head: Head): void {
  const [first] = cases
  // The brace is the last token before the cases, or before the one that closes.
  breakIfLong(lines, subject, head, lines.endBefore(first?.start ?? end - 1))
  lines.addBlock(cases, end, head.depth)
  for (const each of cases) planCase(lines, each, { start: each.start, depth: head.depth + 1 })
}

function planCase(lines: LineStarts, { section }: Case, head: Head): void {
  const [item] = section.items
  const hasBraces = lines.tokenAt(section.start).text === '{'
  if (!hasBraces && item !== undefined) return planItem(lines, item, head)
  if (!isInline(section) || !lines.fits(head, section.end)) planSection(lines, section, head.depth)
}

function planObject(lines: LineStarts, { model, types, config, end }: PolicyObject): void {
  if (end === model.end) return
  const sign = config === null ? [] : [lines.tokenBefore(config.start, '=')]
  const words = sign.map(({ start }) => lines.tokenBefore(start, 'config'))
  lines.addBlock(inOrder([...types, ...words]), end, 0)
  for (const alias of types) planAlternatives(lines, alias)
  for (const { start } of words)
    if (config !== null) breakIfLong(lines, config, { start, depth: 1 }, config.end)
}

/** Gives each alternative of a long type a line. */
function planAlternatives(lines: LineStarts, { type, start, end }: TypeAlias): void {
  if (type.kind !== 'variant' || lines.fits({ start, depth: 1 }, end)) return
  for (const each of type.types.slice(1)) lines.add(lines.tokenBefore(each.start, '|').start, 2)
}

function planTests(lines: LineStarts, node: TestSet): void {
  const parts = lines.blocksIn(node)
  lines.addBlock(parts, node.end, 0)
  const cases = [...node.setup, ...node.sequences.flatMap(({ cases }) => cases), ...node.final]
  const rest = cases.toSorted((a, b) => b.start - a.start)
  for (const { end } of parts) {
    const own: TestCase[] = []
    while ((rest.at(-1)?.start ?? end) < end) own.push(rest.pop() as TestCase)
    lines.addBlock(own, end, 1)
    for (const each of own) planTestCase(lines, each)
  }
}

function planTestCase(lines: LineStarts, { selectors, message, start, end }: TestCase): void {
  const head = { start, depth: 2 }
  // In the short form of requests selectors are names alone.
  const written = selectors.filter((each) => each.start < each.value.start)
  const last = message === null ? end : message.start + 1
  planSelectors(lines, written, head, last)
  if (message !== null) breakIfLong(lines, message, head, end)
}

function inOrder(nodes: readonly Span[]): readonly Span[] {
  return nodes.toSorted((a, b) => a.start - b.start)
}
