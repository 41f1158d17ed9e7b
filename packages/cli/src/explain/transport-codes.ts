// The NK_ codes of the transport, which generated C code and `nk_` functions answer.

import {
  NK_EAGAIN,
  NK_EBADMSG,
  NK_EINVAL,
  NK_ENOENT,
  NK_ENOMEM,
  NK_ENOMSG,
  NK_ENOTCONN,
  NK_ENOTEMPTY,
  NK_EOK,
  NK_EPERM,
} from '@kos/libkos'
import type { ThingExplanation } from './explanation.ts'

interface TransportCode {
  readonly value: number
  readonly short: string
  readonly meaning: string
  readonly advice: string
}

const codes: Readonly<Record<string, TransportCode>> = {
  NK_EOK: { value: NK_EOK, short: 'success', meaning: 'The call was done.', advice: '' },
  NK_ENOENT: {
    value: NK_ENOENT,
    short: 'no such endpoint or method',
    meaning: 'The server has no endpoint of this RIID, or the endpoint no method of this MID.',
    advice:
      'Get the RIID by its name (ServiceLocatorGetRiid), and make both sides from the same .idl.',
  },
  NK_ENOMEM: {
    value: NK_ENOMEM,
    short: 'no memory',
    meaning: 'The arena has no room for the data.',
    advice: 'Make the arena as large as the generated size of the request or response says.',
  },
  NK_EINVAL: {
    value: NK_EINVAL,
    short: 'an argument is invalid',
    meaning:
      'A reference does not fit its arena, or a handle came in another way than was assumed.',
    advice: 'Reset the message and the arena before each use, and fill every parameter.',
  },
  NK_EPERM: {
    value: NK_EPERM,
    short: 'not permitted',
    meaning:
      'The policy denied the message, as rcSecurityDisallow in libkos; or a container lacks the ' +
      'right that nk_get_badge_op asked for.',
    advice: 'Give the denial that kos run printed to kos explain.',
  },
  NK_EAGAIN: {
    value: NK_EAGAIN,
    short: 'call again',
    meaning: 'The call was interrupted before it had an effect.',
    advice: 'Call again.',
  },
  NK_EBADMSG: {
    value: NK_EBADMSG,
    short: 'the message is malformed',
    meaning: 'The structure of the message is not that of its interface.',
    advice: 'Make both sides from the same .idl; fill the message by its generated functions.',
  },
  NK_ENOMSG: {
    value: NK_ENOMSG,
    short: 'no message',
    meaning: 'There is no message to be read.',
    advice: 'Receive one first.',
  },
  NK_ENOTCONN: {
    value: NK_ENOTCONN,
    short: 'not connected',
    meaning: 'The channel has no server, as rcNotConnected in libkos.',
    advice: 'Check the connections in init.yaml, and whether the server still runs.',
  },
  NK_ENOTEMPTY: {
    value: NK_ENOTEMPTY,
    short: 'not empty',
    meaning: 'Something that had to be empty is not.',
    advice: 'Reset it first.',
  },
}

/** Names of all codes. */
export const transportCodeNames: readonly string[] = Object.keys(codes)

/** The NK_ code `thing`; null if it is none. */
export function explainTransportCode(thing: string): ThingExplanation | null {
  if (!Object.hasOwn(codes, thing)) return null
  const { value, short, meaning, advice } = codes[thing] as TransportCode
  return {
    kind: 'transport code',
    title: `${thing} (${value}): ${short}`,
    meaning: [meaning],
    advice: advice === '' ? [] : [advice],
  }
}
