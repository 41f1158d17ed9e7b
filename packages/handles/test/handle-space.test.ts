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
  const { handle } = unwrap(host.create('lamp', READ))
  expect(host.get(handle, READ)).toEqual({ rc: rcOk, object: 'lamp' })
  expect(host.get(handle, PASS)).toEqual({ rc: rcNoCapability })
  expect(host.get(handle + 1, READ)).toEqual({ rc: rcInvalidArgument })
  expect(host.rights(handle)).toEqual({ rc: rcOk, rights: READ })
  expect(host.rights(0)).toEqual({ rc: rcInvalidArgument })
})

test('revoking a handle revokes all its descendants, in all spaces', () => {
  const host = new HandleSpace<string>()
  const [a, b] = [new HandleSpace({ tableOf: host }), new HandleSpace({ tableOf: host })]
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  const atA = unwrap(host.transfer(a, handle, READ | PASS)).handle
  const atB = unwrap(a.transfer(b, atA, READ)).handle
  expect(unwrap(b.get(atB, READ)).object).toBe('lamp')
  expect(host.revoke(handle)).toBe(rcOk)
  expect(b.get(atB, READ).rc).toBe(rcHandleRevoked)
  expect(a.get(atA, READ).rc).toBe(rcHandleRevoked)
  expect(a.close(atA)).toBe(rcOk)
  expect(a.size).toBe(0)
})

test('a loan revokes one transfer and leaves the others', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ tableOf: host })
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  const kept = unwrap(host.transfer(plugin, handle, READ)).handle
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

test('a loan can be revoked even after the lender closed its own handle', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ tableOf: host })
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  const { loan } = unwrap(host.lend(plugin, handle, READ))
  host.close(handle)
  loan.revoke()
  loan.revoke()
  expect(plugin.get(loan.handle, READ).rc).toBe(rcHandleRevoked)
})

test('the sender is called once when no handle of its transfer is left', () => {
  const host = new HandleSpace<string>()
  const [a, b] = [new HandleSpace({ tableOf: host }), new HandleSpace({ tableOf: host })]
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  const calls: string[] = []
  const atA = unwrap(
    host.transfer(a, handle, READ | PASS, { onClosed: () => calls.push('closed') }),
  ).handle
  const atB = unwrap(a.transfer(b, atA, READ)).handle
  a.close(atA)
  expect(calls).toEqual([])
  b.close(atB)
  expect(calls).toEqual(['closed'])
  expect(host.size).toBe(1)
})

test('disposing a space closes its handles, and objects with zero handles are destroyed', () => {
  const destroyed: string[] = []
  const host = new HandleSpace<string>({ onDestroyed: (object) => destroyed.push(object) })
  const calls: string[] = []
  {
    using plugin = new HandleSpace({ tableOf: host })
    const { handle } = unwrap(host.create('lamp', READ | PASS))
    host.transfer(plugin, handle, READ, { onClosed: () => calls.push('closed') })
    host.close(handle)
    expect(destroyed).toEqual([])
  }
  expect(calls).toEqual(['closed'])
  expect(destroyed).toEqual(['lamp'])
})

test('a sender that is disposed is not called', () => {
  const first = new HandleSpace<string>()
  const [sender, receiver] = [
    new HandleSpace({ tableOf: first }),
    new HandleSpace({ tableOf: first }),
  ]
  const calls: string[] = []
  const { handle } = unwrap(sender.create('lamp', READ | PASS))
  const got = unwrap(
    sender.transfer(receiver, handle, READ, { onClosed: () => calls.push('closed') }),
  ).handle
  sender[Symbol.dispose]()
  expect(unwrap(receiver.get(got, READ)).object).toBe('lamp')
  receiver.close(got)
  expect(calls).toEqual([])
})

test('failures are codes, a space of another table is an error', () => {
  const host = new HandleSpace<string>()
  const plugin = new HandleSpace({ tableOf: host, quota: 1 })
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  expect(host.transfer(plugin, handle, READ | 2).rc).toBe(rcSecurityDisallow)
  expect(host.transfer(plugin, handle, READ | 2, { onClosed: () => undefined }).rc).toBe(
    rcSecurityDisallow,
  )
  expect(host.size).toBe(1)
  expect(host.transfer(plugin, handle, READ).rc).toBe(rcOk)
  expect(host.transfer(plugin, handle, READ).rc).toBe(rcQuotaExceeded)
  expect(plugin.lend(host, 99, READ).rc).toBe(rcQuotaExceeded)
  expect(() => host.transfer(new HandleSpace<string>(), handle, READ)).toThrow('tableOf')
})

test('a loan that is over revokes nothing, even when the number of its badge is issued again', () => {
  const host = new HandleSpace<string>({ quota: 2 })
  const plugin = new HandleSpace({ tableOf: host })
  const { handle } = unwrap(host.create('lamp', READ | PASS))
  const { loan: first } = unwrap(host.lend(plugin, handle, READ))
  first.revoke()
  // Two slots take turns, and each has 2048 numbers.
  for (let round = 1; round < 2 * 2048; round++)
    unwrap(host.lend(plugin, handle, READ)).loan.revoke()
  const { loan: last } = unwrap(host.lend(plugin, handle, READ))
  first.revoke()
  expect(plugin.get(last.handle, READ).rc).toBe(rcOk)
})

test('numbers of one space say nothing of those of another, unless the entropy is given', () => {
  const numbers = (space: HandleSpace<string>): number[] =>
    ['a', 'b', 'c', 'd'].map((name) => unwrap(space.create(name, READ)).handle)
  const host = new HandleSpace<string>()
  expect(numbers(new HandleSpace({ tableOf: host }))).not.toEqual(numbers(host))
  const entropy = (): number => 7
  expect(numbers(new HandleSpace({ entropy }))).toEqual(numbers(new HandleSpace({ entropy })))
})
