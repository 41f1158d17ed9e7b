import { expect, test } from 'vitest'
import {
  HandleSpace,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  rcHandleRevoked,
  rcInvalidArgument,
  rcNoCapability,
  rcOk,
  rcQuotaExceeded,
  rcSecurityDisallow,
  unwrap,
} from '../src/index.ts'

const READ = OCAP_HANDLE_SPEC(1)
const PASS = OCAP_HANDLE_TRANSFER

test('an object is reached through its handle only with the rights for it', () => {
  const host = new HandleSpace<string>()
  const { handle } = unwrap(host.own('lamp', READ))
  expect(host.get(handle, READ)).toEqual({ rc: rcOk, object: 'lamp' })
  expect(host.get(handle, PASS)).toEqual({ rc: rcNoCapability })
  expect(host.get(handle + 1, READ)).toEqual({ rc: rcInvalidArgument })
  expect(host.rights(handle)).toEqual({ rc: rcOk, rights: READ })
  expect(host.rights(0)).toEqual({ rc: rcInvalidArgument })
})

test('revoking a handle cuts off everyone who got it, directly or not', () => {
  const host = new HandleSpace<string>()
  const [a, b] = [new HandleSpace({ peer: host }), new HandleSpace({ peer: host })]
  const { handle } = unwrap(host.own('lamp', READ | PASS))
  const atA = unwrap(host.give(a, handle, READ | PASS)).handle
  const atB = unwrap(a.give(b, atA, READ)).handle
  expect(unwrap(b.get(atB, READ)).object).toBe('lamp')
  expect(host.revoke(handle)).toBe(rcOk)
  expect(b.get(atB, READ).rc).toBe(rcHandleRevoked)
  expect(a.get(atA, READ).rc).toBe(rcHandleRevoked)
  expect(a.close(atA)).toBe(rcOk)
  expect(a.size).toBe(0)
})

test('a loan takes back one gift and leaves the others', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ peer: host })
  const { handle } = unwrap(host.own('lamp', READ | PASS))
  const kept = unwrap(host.give(plugin, handle, READ)).handle
  let lent: number
  {
    using loan = unwrap(host.lend(plugin, handle, READ)).loan
    lent = loan.handle
    expect(plugin.get(lent, READ).rc).toBe(rcOk)
  }
  expect(plugin.get(lent, READ).rc).toBe(rcHandleRevoked)
  expect(plugin.get(kept, READ).rc).toBe(rcOk)
  expect(host.size).toBe(1)
})

test('a loan is taken back even after the lender closed its own handle', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ peer: host })
  const { handle } = unwrap(host.own('lamp', READ | PASS))
  const { loan } = unwrap(host.lend(plugin, handle, READ))
  host.close(handle)
  loan.revoke()
  loan.revoke()
  expect(plugin.get(loan.handle, READ).rc).toBe(rcHandleRevoked)
})

test('the giver hears once when nothing is left of a gift', () => {
  const host = new HandleSpace<string>()
  const [a, b] = [new HandleSpace({ peer: host }), new HandleSpace({ peer: host })]
  const { handle } = unwrap(host.own('lamp', READ | PASS))
  const heard: string[] = []
  const atA = unwrap(
    host.give(a, handle, READ | PASS, { onClosed: () => heard.push('closed') }),
  ).handle
  const atB = unwrap(a.give(b, atA, READ)).handle
  a.close(atA)
  expect(heard).toEqual([])
  b.close(atB)
  expect(heard).toEqual(['closed'])
  expect(host.size).toBe(1)
})

test('disposing a space closes its handles, and objects nobody reaches are destroyed', () => {
  const destroyed: string[] = []
  const host = new HandleSpace<string>({ onDestroyed: (object) => destroyed.push(object) })
  const heard: string[] = []
  {
    using plugin = new HandleSpace({ peer: host })
    const { handle } = unwrap(host.own('lamp', READ | PASS))
    host.give(plugin, handle, READ, { onClosed: () => heard.push('closed') })
    host.close(handle)
    expect(destroyed).toEqual([])
  }
  expect(heard).toEqual(['closed'])
  expect(destroyed).toEqual(['lamp'])
})

test('a giver that is disposed is not called', () => {
  const family = new HandleSpace<string>()
  const [giver, taker] = [new HandleSpace({ peer: family }), new HandleSpace({ peer: family })]
  const heard: string[] = []
  const { handle } = unwrap(giver.own('lamp', READ | PASS))
  const got = unwrap(
    giver.give(taker, handle, READ, { onClosed: () => heard.push('closed') }),
  ).handle
  giver[Symbol.dispose]()
  expect(unwrap(taker.get(got, READ)).object).toBe('lamp')
  taker.close(got)
  expect(heard).toEqual([])
})

test('refusals come as codes, strangers as an error', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ peer: host, quota: 1 })
  const { handle } = unwrap(host.own('lamp', READ | PASS))
  expect(host.give(plugin, handle, READ | 2).rc).toBe(rcSecurityDisallow)
  expect(host.give(plugin, handle, READ | 2, { onClosed: () => undefined }).rc).toBe(
    rcSecurityDisallow,
  )
  expect(host.size).toBe(1)
  expect(host.give(plugin, handle, READ).rc).toBe(rcOk)
  expect(host.give(plugin, handle, READ).rc).toBe(rcQuotaExceeded)
  expect(plugin.lend(host, 99, READ).rc).toBe(rcQuotaExceeded)
  expect(() => host.give(new HandleSpace<string>(), handle, READ)).toThrow('peer')
})
