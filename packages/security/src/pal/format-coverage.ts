// Coverage as text for people, and in the format of lcov for tools such as genhtml.

import type { ChoiceCoverage, Coverage, FileCoverage, RuleCoverage } from './coverage.ts'

/** Coverage as text: how much was reached, then each rule and case that was not, by its place. */
export function formatCoverage({ files }: Coverage): string {
  const rules = files.flatMap((file) => file.rules)
  const cases = files.flatMap((file) => file.choices).flatMap((choice) => choice.cases)
  const counts = [`${share(rules)} rules`, ...(cases.length > 0 ? [`${share(cases)} cases`] : [])]
  const missing = files.flatMap(missingIn)
  const list = missing.length > 0 ? ['not reached:', ...missing.map((line) => `  ${line}`)] : []
  return [`reached ${counts.join(' and ')}`, ...list].join('\n')
}

function share(parts: readonly RuleCoverage[]): string {
  return `${parts.filter(isHit).length} of ${parts.length}`
}

function isHit({ hits }: { readonly hits: number }): boolean {
  return hits > 0
}

function missingIn({ path, rules, choices }: FileCoverage): readonly string[] {
  const missing = [
    ...rules.filter((rule) => !isHit(rule)),
    ...choices.flatMap(({ text, cases }) =>
      cases
        .filter((each) => !isHit(each))
        .map((each) => ({ ...each, text: `case ${each.text} of ${text}` })),
    ),
  ]
  return missing
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, text }) => `${path}:${line}: ${text}`)
}

/**
 * Coverage as an lcov file. Rules are lines: a line counts as often as the rule in it that was
 * reached least. Cases are branches of the line of their choice.
 */
export function formatLcov({ files }: Coverage): string {
  return files.map((file) => `${recordOf(file).join('\n')}\n`).join('')
}

function recordOf({ path, rules, choices }: FileCoverage): readonly string[] {
  const lines = linesOf([...rules, ...choices])
  const cases = choices.flatMap((choice) => choice.cases)
  return [
    'TN:',
    `SF:${path}`,
    ...choices.flatMap(branchesOf),
    `BRF:${cases.length}`,
    `BRH:${cases.filter(isHit).length}`,
    ...lines.map(([line, hits]) => `DA:${line},${hits}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, hits]) => hits > 0).length}`,
    'end_of_record',
  ]
}

function linesOf(parts: readonly { readonly line: number; readonly hits: number }[]) {
  const lines = new Map<number, number>()
  for (const { line, hits } of parts) lines.set(line, Math.min(hits, lines.get(line) ?? hits))
  return [...lines].toSorted(([a], [b]) => a - b)
}

// Branches of a choice that was never reached are `-`.
function branchesOf({ line, hits, cases }: ChoiceCoverage, block: number): readonly string[] {
  return cases.map((each, i) => `BRDA:${line},${block},${i},${hits > 0 ? each.hits : '-'}`)
}
