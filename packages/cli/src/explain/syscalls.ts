// System calls, as contracts of libkos have them: by the name that denials and traces use
// (`handle.Handle.Close`), or by service and name (`Thread.Create`).

import * as abi from '@kos/libkos/abi'
import type { Contract, Syscall } from '@kos/libkos/abi'
import type { ThingExplanation } from './explanation.ts'

function contracts(): readonly Contract[] {
  return Object.entries(abi)
    .filter(([name]) => name.endsWith('Contract') && name !== 'defineContract')
    .map(([, contract]) => contract as unknown as Contract)
}

function calls(): readonly Syscall[] {
  return contracts().flatMap((contract) => Object.values(contract.calls))
}

/** The full names of all system calls that a policy governs. */
export function syscallNames(): readonly string[] {
  return calls().flatMap(({ endpoint, name }) => (endpoint === '' ? [] : [`${endpoint}.${name}`]))
}

/** The system call `thing`; null if it is none. */
export function explainSyscall(thing: string): ThingExplanation | null {
  const name = thing.replace(/^kl\.core\./, '')
  const found = calls().find(
    (call) =>
      `${call.endpoint}.${call.name}` === name ||
      `${call.endpoint.split('.').at(-1)}.${call.name}` === name,
  )
  return found === undefined ? null : explanationOf(found)
}

function explanationOf(call: Syscall): ThingExplanation {
  const { nr, name, endpoint, params, results, blocks } = call
  const given = params.map(([param, kind]) => `${param}: ${kind}`).join(', ')
  const answered = Object.keys(results)
  const answer = answered.length === 0 ? 'rc' : `{ rc, ${answered.join(', ')} }`
  return {
    kind: 'system call',
    title: `${endpoint}.${name}, system call ${nr}`,
    code: [`${name}(${given}): ${answer}`],
    meaning: [
      blocks
        ? 'The calling thread may wait in it.'
        : 'It answers at once: the calling thread never waits in it.',
      'To a policy it is a request to kl.core.Core, whose message has these parameters; handles ' +
        'are security ids there.',
    ],
    advice: [
      `To grant it: request src=CLASS dst=kl.core.Core endpoint=${endpoint} method=${name} { grant () }`,
    ],
  }
}
