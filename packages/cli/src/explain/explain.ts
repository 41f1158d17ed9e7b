// `kos explain`: return codes, diagnostics, denials, system calls and functions, in words.

import { didYouMean } from '@kos/idl-compiler/text'
import { exitOk } from '../exit-codes.ts'
import { UsageError } from '../inputs.ts'
import type { Reporter } from '../report.ts'
import { type CodeTable, diagnosticCodes, explainDiagnosticCode } from './diagnostic-codes.ts'
import { explainDenial } from './denial.ts'
import { type ThingExplanation, formatExplanation } from './explanation.ts'
import { explainFunction, functionNames } from './functions.ts'
import { explainRetcode, retcodeNames } from './retcodes.ts'
import { explainSyscall, syscallNames } from './syscalls.ts'
import { explainTransportCode, transportCodeNames } from './transport-codes.ts'

/** Explains a thing, which may come as several words; returns the exit code. */
export function explainThing(
  words: readonly string[],
  codes: CodeTable,
  reporter: Reporter,
): number {
  const thing = words.join(' ').trim()
  const explanation = explanationOf(thing, codes)
  if (explanation === null) throw new UsageError(unknown(thing, codes))
  reporter.result(formatExplanation(explanation), explanation)
  return exitOk
}

function explanationOf(thing: string, codes: CodeTable): ThingExplanation | null {
  return (
    explainRetcode(thing) ??
    explainTransportCode(thing) ??
    explainDiagnosticCode(thing, codes) ??
    explainDenial(thing) ??
    explainSyscall(thing) ??
    explainFunction(thing)
  )
}

function unknown(thing: string, codes: CodeTable): string {
  const names = [
    ...retcodeNames,
    ...transportCodeNames,
    ...diagnosticCodes(codes),
    ...syscallNames(),
    ...functionNames(),
  ]
  const hint = didYouMean(thing, names)
  return (
    `there is nothing called ${thing}${hint}` +
    (hint === ''
      ? '; kos explain knows return codes, NK_ codes, codes of diagnostics, denials, system calls ' +
        'and functions of libkos'
      : '')
  )
}
