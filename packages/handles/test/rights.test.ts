import {
  rcHandleRevoked,
  rcInvalidArgument,
  rcInvalidOperation,
  rcNoCapability,
  rcOk,
  rcSecurityDisallow,
} from '@kos/retcode'
import { expect, test } from 'vitest'
import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_GET_EVENT,
  OCAP_HANDLE_SPEC,
  OCAP_HANDLE_TRANSFER,
  isUserHandleType,
} from '../src/index.ts'
import * as kos from '../src/index.ts'
import { ALL_RIGHTS, PASS, READ, WRITE, createSystem, resource } from './system.ts'

test('check grants what the handle has and refuses what it lacks', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const handle = space.create(resource(space, 1), READ)
  expect(space.check(handle, 0)).toBeGreaterThan(0)
  expect(space.check(handle, READ)).toBeGreaterThan(0)
  expect(space.check(handle, WRITE)).toBe(rcNoCapability)
  expect(space.check(handle, READ | WRITE)).toBe(rcNoCapability)
  expect(table.objectOf(space.check(handle, READ)).value).toBe('resource 1')
})

test('all 32 bits are rights, signed or not', () => {
  const { table } = createSystem()
  const space = table.createSpace()
  const handle = space.create(resource(space, 1), 0xffffffff)
  expect(space.check(handle, 0x80000000)).toBeGreaterThan(0)
  expect(space.check(handle, -1)).toBeGreaterThan(0)
  expect(table.rightsOf(space.check(handle, 0))).toBe(0xffffffff)
  const weaker = space.copy(handle, 0x7fffffff)
  expect(space.check(weaker, 0x80000000)).toBe(rcNoCapability)
})

test('more rights than owned: the transfer does not happen and rights are not clamped', () => {
  const { table } = createSystem()
  const sender = table.createSpace()
  const receiver = table.createSpace()
  const handle = sender.create(resource(sender, 1), OCAP_HANDLE_TRANSFER | READ)
  const badge = sender.createBadge(9)
  const before = table.statistics()
  expect(sender.transfer(handle, receiver, READ | WRITE, badge)).toBe(rcSecurityDisallow)
  expect(sender.prepareTransfer(handle, READ | WRITE, badge)).toBe(rcSecurityDisallow)
  expect(table.statistics()).toEqual(before)
  expect(sender.transfer(handle, receiver, READ, badge)).toBeGreaterThan(0)
})

test('a handle without OCAP_HANDLE_TRANSFER stays, one without OCAP_HANDLE_COPY is not copied', () => {
  const { table } = createSystem()
  const sender = table.createSpace()
  const receiver = table.createSpace()
  const copyable = sender.create(resource(sender, 1), OCAP_HANDLE_COPY | READ)
  const movable = sender.create(resource(sender, 1), OCAP_HANDLE_TRANSFER | READ)
  expect(sender.transfer(copyable, receiver, READ)).toBe(rcNoCapability)
  expect(sender.copy(movable, READ)).toBe(rcNoCapability)
  expect(sender.check(sender.copy(copyable, READ), READ)).toBeGreaterThan(0)
  expect(receiver.check(sender.transfer(movable, receiver, READ), READ)).toBeGreaterThan(0)
})

test('a transfer refuses each wrong badge and changes nothing', () => {
  const { table } = createSystem()
  const sender = table.createSpace()
  const receiver = table.createSpace()
  const handle = sender.create(resource(sender, 1), ALL_RIGHTS)
  const used = sender.createBadge(2)
  expect(sender.transfer(handle, receiver, READ, used)).toBeGreaterThan(0)
  const closed = sender.createBadge(3)
  sender.close(closed)
  const foreign = receiver.createBadge(4)
  const before = table.statistics()
  expect(sender.transfer(handle, receiver, READ, used)).toBe(rcInvalidOperation)
  expect(sender.transfer(handle, receiver, READ, closed)).toBe(rcInvalidArgument)
  expect(sender.transfer(handle, receiver, READ, handle)).toBe(rcInvalidArgument)
  expect(receiver.transfer(foreign, sender, OCAP_HANDLE_GET_EVENT)).toBe(rcNoCapability)
  expect(receiver.copy(foreign, OCAP_HANDLE_GET_EVENT)).toBe(rcNoCapability)
  expect(table.statistics()).toEqual(before)
})

test('every operation on a revoked handle answers rcHandleRevoked, except closing it', () => {
  const { table } = createSystem()
  const owner = table.createSpace()
  const holder = table.createSpace()
  const own = owner.create(resource(owner, 1), ALL_RIGHTS)
  const handle = owner.transfer(own, holder, ALL_RIGHTS)
  const badge = holder.createBadge(1)
  owner.revoke(own)
  expect(holder.check(handle, READ)).toBe(rcHandleRevoked)
  expect(holder.transfer(handle, owner, READ)).toBe(rcHandleRevoked)
  expect(holder.copy(handle, READ)).toBe(rcHandleRevoked)
  expect(holder.revoke(handle)).toBe(rcHandleRevoked)
  expect(holder.revokeSubtree(handle, badge)).toBe(rcHandleRevoked)
  expect(holder.close(handle)).toBe(rcOk)
  expect(holder.close(handle)).toBe(rcInvalidArgument)
})

test('the general part of a mask is its high half, OCAP_HANDLE_SPEC fills the low half', () => {
  const general = [
    kos.OCAP_HANDLE_TRANSFER,
    kos.OCAP_HANDLE_COPY,
    kos.OCAP_HANDLE_GET_EVENT,
    kos.OCAP_HANDLE_SET_EVENT,
  ]
  expect(new Set(general).size).toBe(4)
  for (const right of general) expect((right & kos.OCAP_GENERAL_MASK) >>> 0).toBe(right)
  expect(OCAP_HANDLE_SPEC(0x12345678)).toBe(0x5678)
  const ipc = [kos.OCAP_IPC_SERVER, kos.OCAP_IPC_LISTENER, kos.OCAP_IPC_CLIENT, kos.OCAP_IPC_CALL]
  expect(new Set(ipc).size).toBe(4)
  expect(kos.OCAP_IPC_LISTENER & kos.OCAP_IPC_SERVER).toBe(kos.OCAP_IPC_SERVER)
  expect(kos.OCAP_IPC_SERVER & kos.OCAP_IPC_CLIENT).toBe(0)
  expect(kos.OCAP_FILE_FULL & PASS).toBe(PASS)
})

test('user types lie between the documented bounds', () => {
  expect([0xffff, 0x10000, 0x1ffff, 0x20000].map(isUserHandleType)).toEqual([
    false,
    true,
    true,
    false,
  ])
})
