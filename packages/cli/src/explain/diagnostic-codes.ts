// The codes of what `kos check`, and the analysis of policies, find.

import type { FindingCode } from '@kos/security/analysis'
import type { ThingExplanation } from './explanation.ts'

type Words = readonly [meaning: string, advice: string]

/** What an analysis of a policy finds. */
const findingCodes: { readonly [Code in FindingCode]: Words } = {
  'selects-nothing': [
    'A rule of the policy selects no event that there can be: a name in it is of nothing that the ' +
      'solution has, or two of its selectors exclude each other.',
    'Correct the name, or remove the rule. kos policy matrix shows what there is.',
  ],
  'always-denied': [
    'All that a rule grants is always denied by other rules: all rules that select an event must ' +
      'grant it, so this one never decides.',
    'Narrow the rules that deny, or remove this one.',
  ],
  redundant: [
    'Another rule says the same of all that this one selects.',
    'Remove it, unless it is there for readers.',
  ],
  'constant-condition': [
    'A condition does not depend on the event, though it looks as if: it is always true, or never.',
    'Write grant () or deny () if that is meant; else compare with a parameter of the message.',
  ],
  'shadowed-case': [
    'A case of a choice is never taken, because an earlier one takes its values.',
    'Put the more specific case first, or remove it.',
  ],
  'unreachable-default': [
    'A choice has a case for each value there can be, and `_`, which is never taken.',
    'Remove `_`.',
  ],
  'missing-case': [
    'A choice has no case for some value and no `_`: events with it are denied.',
    'Add the case, or `_ : deny ()` if denying is meant.',
  ],
}

const otherCodes: Readonly<Record<string, Words>> = {
  'missing-file': [
    'A file that another one names does not exist: a package is looked for by what the files ' +
      'declare, then by folders.',
    'Check the spelling of the name. Files of an SDK are found with --include <folder>, files ' +
      'that lie flat in a folder with --module <name>.',
  ],
  'no-rule': [
    'No rule of the policy selects the event. What no rule grants is denied.',
    'If it should be allowed, add the rule that the denial advises.',
  ],
  'denied-by-rule': [
    'A rule of the policy selects the event, and does not grant it. All rules that select an event ' +
      'must grant it.',
    'The denial names the rule with its place: change its condition, or what the program asks for.',
  ],
  malformed: [
    'The message does not have the structure of its interface; the kernel refused it before any ' +
      'rule.',
    'Make client and server from the same .idl, and look at the value that the denial names.',
  ],
  'monitor-failed': [
    'The policy itself failed: a condition could not be evaluated, so the event is denied.',
    'Look at the expression that the report names: a state that was not initialised, most often ' +
      '(init at execute of the process).',
  ],
}

/** A table of codes of another package: each with what it means and what to do. */
export type CodeTable = Readonly<
  Record<string, { readonly meaning: string; readonly remedy: string }>
>

/** What a diagnostic code means; `more` has the codes of folders of solutions. */
export function explainDiagnosticCode(thing: string, more: CodeTable): ThingExplanation | null {
  const own: Readonly<Record<string, Words>> = { ...findingCodes, ...otherCodes }
  if (Object.hasOwn(own, thing)) {
    const [meaning, advice] = own[thing] as Words
    return { kind: 'diagnostic', title: thing, meaning: [meaning], advice: [advice] }
  }
  if (!Object.hasOwn(more, thing)) return null
  const { meaning, remedy } = more[thing] as CodeTable[string]
  return { kind: 'diagnostic', title: thing, meaning: [meaning], advice: [remedy] }
}

/** All codes. */
export function diagnosticCodes(more: CodeTable): readonly string[] {
  return [...Object.keys(findingCodes), ...Object.keys(otherCodes), ...Object.keys(more)]
}
