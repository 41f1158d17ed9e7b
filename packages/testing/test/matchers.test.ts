// Matchers for return codes: accepted values and messages.

import { any, core, execute } from '@kos/kernel'
import { rcInvalidArgument, rcOk, rcSecurityDisallow } from '@kos/retcode'
import { boot } from '@kos/testing'
import '@kos/testing/matchers'
import { request } from '@kos/kernel'
import { describe, expect, test } from 'vitest'
import { kernelOnly, lamps, set } from './lamps.ts'

const messageOf = (assertion: () => void): string => {
  try {
    assertion()
  } catch (error) {
    return (error as Error).message
  }
  return 'it holds'
}

test('codes and results with a code match', () => {
  expect(rcOk).toBeOk()
  expect({ rc: rcOk, handle: 1 }).toBeOk()
  expect(rcInvalidArgument).not.toBeOk()
  expect(rcInvalidArgument).toBeRetcode(rcInvalidArgument)
  expect({ rc: rcInvalidArgument }).toBeRetcode(rcInvalidArgument)
  expect(rcOk).not.toBeRetcode(rcInvalidArgument)
})

describe('a failure', () => {
  test('says the names of the codes', () => {
    expect(messageOf(() => expect(rcInvalidArgument).toBeOk())).toBe(
      'expected rcOk, got rcInvalidArgument: an argument is invalid',
    )
    expect(messageOf(() => expect(rcOk).toBeRetcode(rcInvalidArgument))).toBe(
      'expected rcInvalidArgument, got rcOk: success',
    )
    expect(messageOf(() => expect({ rc: rcOk }).not.toBeOk())).toBe('expected anything but rcOk')
    expect(messageOf(() => expect(-5).toBeRetcode(-6))).toMatch(
      /^expected 0xfffffffa: .*, got 0xfffffffb/,
    )
  })

  test.each([undefined, null, 'rcOk', {}, { rc: 'rcOk' }])(
    'fails for a value that is no code: %o',
    (value) => {
      expect(messageOf(() => expect(value).toBeOk())).toContain(
        'this is no return code, and no result with one',
      )
      expect(messageOf(() => expect(value).not.toBeOk())).toContain('this is no return code')
    },
  )

  test('has the last denials and their reasons', async () => {
    await using sys = await boot(() => lamps([execute(), request(any, core)]))
    const { rc } = await sys.as('Client', (kos) => set(kos, 3))
    expect(rc).toBeRetcode(rcSecurityDisallow)
    expect(messageOf(() => expect(rc).toBeOk())).toMatchInlineSnapshot(`
      "expected rcOk, got rcSecurityDisallow: the security policy denied the operation
      denied last, at 0 ms: request Client -> Server test.Lamps.Set (endpoint lamps): denied, no rule allows it; no request rule names Client or Server; to allow it, add request("Client", "Server", { interface: "test.Lamps", method: "Set" })"
    `)
  })

  test('says if no policy denied anything', async () => {
    {
      await using sys = await boot(() => lamps(kernelOnly))
      await sys.run()
      expect(sys.denials).toHaveLength(1)
    }
    expect(messageOf(() => expect(rcSecurityDisallow).toBeOk())).toContain(
      'no policy denied anything',
    )
  })
})
