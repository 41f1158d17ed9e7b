// Folders of random solutions: processes in a graph without cycles, where each calls all methods of
// those behind its connections once, then serves its own callers. So every run comes to an end.

import * as fc from 'fast-check'

/** A process of a random solution. */
interface RandomProcess {
  /** What it provides: numbers of interfaces. */
  readonly endpoints: readonly number[]
  /** Numbers of processes after it. */
  readonly targets: readonly number[]
  readonly isFlat: boolean
  readonly isGranted: boolean
  readonly isJavaScript: boolean
}

const interfaces: readonly string[] = [
  'Count(in UInt32 value, out UInt32 result);',
  'Name(in string<16> text, out string<32> result);\n    Clear();',
  'Sum(in sequence<UInt16, 8> values, out UInt64 result);',
]
const calls: readonly string[] = [
  'Count({ value: 1 })',
  "Name({ text: 'n' })",
  'Sum({ values: [1, 2] })',
]
const implementations: readonly string[] = [
  'Count: ({ value }) => ({ result: value + 1 })',
  'Name: ({ text }) => ({ result: text + text }), Clear: () => {}',
  'Sum: ({ values }) => ({ result: BigInt(values.length) })',
]

const process: fc.Arbitrary<RandomProcess> = fc.record({
  endpoints: fc.uniqueArray(fc.nat(interfaces.length - 1), { maxLength: 3 }),
  targets: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }),
  isFlat: fc.boolean(),
  isGranted: fc.boolean(),
  isJavaScript: fc.boolean(),
})

/** The texts of the files of a random solution, by path. */
export const randomFolder: fc.Arbitrary<Record<string, string>> = fc
  .array(process, { minLength: 1, maxLength: 6 })
  .map((processes) => textsOf(processes))

function textsOf(processes: readonly RandomProcess[]): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const [i, text] of interfaces.entries())
    texts[`idl/I${i}.idl`] = `package rnd.I${i}\n\ninterface {\n    ${text}\n}\n`
  const names = processes.map((_, i) => `P${i}`)
  const targetsOf = ({ targets }: RandomProcess, i: number): number[] =>
    targets.map((step) => i + step).filter((target) => target < processes.length)
  for (const [i, each] of processes.entries()) {
    const folder = each.isFlat ? 'edl' : 'edl/rnd'
    texts[`${folder}/P${i}.edl`] = edlOf(i, each)
    texts[`src/P${i}.${each.isJavaScript ? 'js' : 'ts'}`] = programOf(
      i,
      each,
      targetsOf(each, i),
      processes,
    )
  }
  texts['init.yaml'] =
    `entities:\n${processes.map((each, i) => entityOf(i, targetsOf(each, i))).join('')}`
  texts['security.psl'] = policyOf(processes, names, targetsOf)
  return texts
}

function edlOf(i: number, { endpoints }: RandomProcess): string {
  const rows = endpoints.map((number) => `    e${number} : rnd.I${number}\n`).join('')
  return `task class rnd.P${i}\n${rows === '' ? '' : `\nendpoints {\n${rows}}\n`}`
}

function entityOf(i: number, targets: readonly number[]): string {
  const rows = targets
    .map((target) => `  - target: rnd.P${target}\n    id: to_${target}\n`)
    .join('')
  return `- name: rnd.P${i}\n${rows === '' ? '' : `  connections:\n${rows}`}`
}

function programOf(
  i: number,
  { endpoints, isJavaScript }: RandomProcess,
  targets: readonly number[],
  processes: readonly RandomProcess[],
): string {
  const ending = isJavaScript ? 'js' : 'ts'
  const served = endpoints.map((number) => `e${number}: { ${implementations[number] ?? ''} }`)
  const called = targets.flatMap((target) =>
    (processes[target]?.endpoints ?? []).map(
      (number) =>
        `  kos.log((await connect(kos, I${number}, 'to_${target}', 'e${number}').${calls[number] ?? ''}).rc)\n`,
    ),
  )
  const imports = interfaces.map(
    (_, number) => `import { I${number} } from './generated/rnd/I${number}.idl.${ending}'\n`,
  )
  return `import { connect, program, serve } from '@kos/libkos'
import * as own from './generated/rnd/P${i}.edl.${ending}'
${imports.join('')}
const interfaces = [${interfaces.map((_, number) => `I${number}`).join()}]

export default program({ endpoints: own.endpoints, endpointInfo: own.endpointInfo }, async (kos) => {
${called.join('')}  if (interfaces.length > 0 && Object.keys(own.endpoints).length > 0)
    await serve(kos, 'to_${i}', { ${served.join(', ')} })
})
`
}

function policyOf(
  processes: readonly RandomProcess[],
  names: readonly string[],
  targetsOf: (process: RandomProcess, i: number) => number[],
): string {
  const grants = processes.flatMap((each, i) =>
    targetsOf(each, i)
      .filter((target) => processes[target]?.isGranted === true)
      .map((target) => `request src = rnd.P${i}, dst = rnd.P${target} { grant () }\n`),
  )
  return `execute: kl.core.Execute

use nk.base._
use EDL Einit
use EDL kl.core.Core
${names.map((name) => `use EDL rnd.${name}\n`).join('')}
execute { grant () }
request { match dst = kl.core.Core { grant () } }
response { grant () }
${grants.join('')}`
}
