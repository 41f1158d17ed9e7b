// Return codes: by name, by number, in any base.
//
// Names and short descriptions come from `@kos/retcode`. What is written here is what an operator
// or a programmer does about each.

import { formatRetcode, type GenericRetcodeName, genericRetcodes, retcodeName } from '@kos/retcode'
import type { ThingExplanation } from './explanation.ts'

/** Where a code mostly comes from in kos, and what to do. */
const advice: { readonly [Name in GenericRetcodeName]: readonly [why: string, what: string] } = {
  rcOk: ['The function has done what it says.', ''],
  rcInvalidArgument: [
    'A handle that is none of this process, a number out of its range, a mask with unknown bits, ' +
      'or a message that does not fit its interface.',
    'Look at the codes of the function with kos explain and its name: each says what its ' +
      'arguments must be. A handle of another process means nothing here: it must be sent.',
  ],
  rcNotConnected: [
    'The channel has no server any more, or never had: the server ended, closed its listener, or ' +
      'the connection is not in init.yaml.',
    'Check the connections of the client in init.yaml, and whether the server still runs: kos run ' +
      'says when a process ends. A connection that broke must be made again.',
  ],
  rcOutOfMemory: [
    'The machine or the address space of the process has no page left, or an arena is too small.',
    'Free what is not used any more. kos top shows the pages of each process; memory({ pages }) ' +
      'of the host sets how many the machine has.',
  ],
  rcBufferTooSmall: [
    'A name, a message or a record does not fit the buffer that was given.',
    'Give a larger buffer. The largest messages of a server are in sizes of its generated module.',
  ],
  rcInternalError: [
    'The callee failed by a mistake of its own: in a server, its method threw, or answered what ' +
      'does not fit its interface.',
    'Look at the lines that the server wrote: what was thrown is there, with its place.',
  ],
  rcTransferError: [
    'The message could not be sent: it is larger than the limit, or memory of the sender is gone.',
    'Make the message smaller, or send it in parts.',
  ],
  rcReceiveError: [
    'The message could not be received.',
    'See whether the buffers of the receiver are as large as sizes of its generated module says.',
  ],
  rcSourceFault: [
    'The sender of a message is at fault: memory that the message refers to is not there.',
    'Look at the sender; the receiver can do nothing about it.',
  ],
  rcTargetFault: [
    'The receiver of a message is at fault: its buffers are not there, or it ended meanwhile.',
    'Look at the receiver; the sender may try again later.',
  ],
  rcIpcInterrupt: [
    'Another thread of the process interrupted this call before a server took it.',
    'Nothing was done: call again, or give up.',
  ],
  rcRestart: ['The function was interrupted before it had an effect.', 'Call it again.'],
  rcFail: [
    'The function failed, and the code says no more; in a generated interface the error ' +
      'parameters say why.',
    'Read the error parameters of the answer: const { rc, error } = await server.Method({ ... }).',
  ],
  rcNoCapability: [
    'The handle does not have the right that the operation needs.',
    'Send or create the handle with that right (OCAP_...): kos explain and the name of the ' +
      'function says which.',
  ],
  rcNotReady: [
    'What was to be used is not initialised.',
    'Call the function that initialises it first, and look at its code.',
  ],
  rcUnimplemented: [
    'This kernel has no such function, or is not made for it: CPU times need performance counters.',
    'Look at the services that the kernel is made of, and at "What it does not do" of the package.',
  ],
  rcBufferTooLarge: [
    'A name, a text or a message is longer than its limit.',
    'Make it shorter, or send it in parts.',
  ],
  rcBusy: [
    'The resource is in use: a lock is held, a queue is full, a name is taken for the moment.',
    'Wait for it, or try again later. kos run names rings of threads that wait for each other.',
  ],
  rcResourceNotFound: [
    'There is nothing of this name or number: no such thread, endpoint, service, or variable.',
    'Check the spelling. In real solutions a client asks before its server has published the ' +
      'name: wait for it, or let init.yaml connect them.',
  ],
  rcTimeout: [
    'The time that the caller gave was over before the thing happened.',
    'Wait longer (INFINITE_TIMEOUT: for ever), or find who should have answered: kos run shows ' +
      'who waits for whom at the end.',
  ],
  rcSecurityDisallow: [
    'The policy denied the operation, or an operation asked for more rights than its handle has.',
    'Look at the denial that kos run printed, and give its line to kos explain: it has the rule ' +
      'that decided, or the one to add. kos policy explain asks the policy without running it.',
  ],
  rcFutexWouldBlock: [
    'The operation would have to wait, and was told not to.',
    'Wait for it with a time-out, or do something else first.',
  ],
  rcAbort: [
    'What was waited for is gone: a queue was destroyed, an object closed while a thread waited.',
    'End the loop that waits; it will never be woken by that object again.',
  ],
  rcInvalidThreadState: [
    'The thread is not in a state for this: it has ended, does not run, or is in a callback.',
    'Await each call before the next one of the same thread, and use kos of the thread that runs.',
  ],
  rcAlreadyExists: [
    'The element is there already: a name that is published, a subscription that was made.',
    'Use what is there, or another name.',
  ],
  rcInvalidOperation: [
    'The object is in a state in which this makes no sense: a badge that served, a process that ' +
      'runs already.',
    'Look at the order of calls: kos explain and the name of the function says what must come first.',
  ],
  rcHandleRevoked: [
    'The owner of the resource took back the rights that this handle came with.',
    'Close the handle, it stays useless; ask the owner for a new one if it is still needed.',
  ],
  rcQuotaExceeded: [
    'A quota is used up: handles, threads, subscriptions, lines, pages of a process.',
    'Close what is not used any more. A count that only grows is a leak: kos run says at the end ' +
      'what is left.',
  ],
  rcDeviceNotFound: [
    'There is no such device; kos has no real devices.',
    'Let a process of the solution stand for the device, as tests do.',
  ],
}

/** Names of all codes. */
export const retcodeNames: readonly string[] = Object.keys(advice)

/** The return code that `thing` names, as `rcTimeout`, `-2147483629` or `0x80000013`; else null. */
export function explainRetcode(thing: string): ThingExplanation | null {
  const rc = codeOf(thing)
  if (rc === null) return null
  const name = retcodeName(rc)
  if (name === undefined) return composed(rc)
  const [why, what] = advice[name]
  return {
    kind: 'return code',
    title: `${name} (${rc}, 0x${(rc >>> 0).toString(16)}): ${formatRetcode(rc).slice(name.length + 2)}`,
    meaning: [why],
    advice: what === '' ? [] : [what],
  }
}

function codeOf(thing: string): number | null {
  const known: Readonly<Record<string, number>> = genericRetcodes
  if (Object.hasOwn(known, thing)) return known[thing] as number
  if (!/^(?:-?\d{1,10}|0[xX][\da-fA-F]{1,8})$/.test(thing)) return null
  const value = Number(thing)
  return value > 0x7fffffff ? value - 2 ** 32 : value
}

function composed(rc: number): ThingExplanation | null {
  if (rc >= 0 || rc < -(2 ** 31)) return null
  return {
    kind: 'return code',
    title: formatRetcode(rc),
    meaning: [
      'A code that the SDK, a driver or a solution composed: MAKE_RETCODE puts customer, space, ' +
        'facility and code into one number. kos has no words for it.',
    ],
    advice: ['Look for the facility in the sources of the solution; code is its own number.'],
  }
}
