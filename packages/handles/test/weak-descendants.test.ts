// What is made through a handle, and is no handle: revocation ends it wherever the handle was in
// the tree, and it keeps nothing alive.

import { expect, test } from 'vitest'
import {
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
  rcOk,
  type RevokeListener,
  type Space,
  verifyHandleTable,
} from '../src/index.ts'
import { WeakDescendant } from '../src/weak-descendant.ts'
import { createSystem, EMPTY, READ, resource, type System } from './system.ts'

const ALL = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | READ

/** Adds a weak descendant of a handle that writes down what it hears. */
function made(
  { table }: System,
  space: Space,
  handle: number,
  name: string,
  heard: string[],
  isUrgent = false,
): WeakDescendant {
  const listener: RevokeListener = {
    isUrgent,
    revoked: () => void heard.push(`${name} revoked`),
    revocationDone: () => void heard.push(`${name} done`),
  }
  return table.addWeakDescendant(space.check(handle, 0), listener)
}

/** An owner with an object, and a holder that has a handle of it by a transfer with a badge. */
function lent(slice = Infinity) {
  const system = createSystem({ slice })
  const [owner, holder] = [system.table.createSpace(), system.table.createSpace()]
  const root = owner.create(resource(owner, 1), ALL)
  const badge = owner.createBadge(2)
  const held = owner.transfer(root, holder, ALL, badge)
  return { system, owner, holder, root, badge, held }
}

test('revoking a handle ends what was made through its descendants, and nothing else', () => {
  const { system, owner, holder, root, held } = lent()
  const heard: string[] = []
  const copy = holder.copy(held, ALL)
  made(system, owner, root, 'root', heard)
  made(system, holder, held, 'held', heard)
  made(system, holder, copy, 'copy', heard)
  expect(holder.revoke(held)).toBe(rcOk)
  expect(heard).toEqual(['copy revoked', 'copy done'])
  expect(owner.revoke(root)).toBe(rcOk)
  expect(heard).toEqual(['copy revoked', 'copy done', 'held revoked', 'held done'])
  expect(verifyHandleTable(system.table)).toEqual([])
})

test('closing ends nothing, and a revocation further up still reaches what was made', () => {
  const { system, owner, holder, root, held } = lent()
  const heard: string[] = []
  const copy = holder.copy(held, ALL)
  made(system, holder, copy, 'copy', heard)
  made(system, owner, root, 'root', heard)
  holder.close(copy)
  holder.close(held)
  expect(heard).toEqual([])
  expect(verifyHandleTable(system.table)).toEqual([])
  expect(owner.revoke(root)).toBe(rcOk)
  expect(heard).toEqual(['copy revoked', 'copy done'])
})

test('it keeps no transfer open, and the badge of an ended transfer still reaches it', () => {
  for (const revoke of ['revokeSubtree', 'revokeBadge'] as const) {
    const { system, owner, holder, root, badge, held } = lent()
    const heard: string[] = []
    made(system, holder, held, 'held', heard)
    made(system, owner, root, 'root', heard)
    holder.close(held)
    expect(system.takeEvents()).toEqual(['closed 2'])
    expect(system.table.statistics()).toMatchObject({ transfers: 0, ghosts: 0 })
    expect(revoke === 'revokeBadge' ? owner[revoke](badge) : owner[revoke](root, badge)).toBe(rcOk)
    expect(heard).toEqual(['held revoked', 'held done'])
    expect(owner.revoke(root)).toBe(rcOk)
    expect(heard).toEqual(['held revoked', 'held done'])
  }
})

test('transfers that ended inside each other are revoked from the outermost, however many', () => {
  const { system, owner, holder, badge, held } = lent()
  const heard: string[] = []
  const handles = [held]
  for (let depth = 1; depth < 20_000; depth++) {
    const space = depth % 2 === 0 ? owner : holder
    handles.push(
      space.transfer(
        handles.at(-1) as number,
        depth % 2 === 0 ? holder : owner,
        ALL,
        space.createBadge(100 + depth),
      ),
    )
  }
  for (const [depth, handle] of handles.entries())
    made(system, depth % 2 === 0 ? holder : owner, handle, `${depth}`, heard)
  for (let depth = handles.length - 1; depth >= 0; depth--)
    (depth % 2 === 0 ? holder : owner).close(handles[depth] as number)
  expect(heard).toEqual([])
  expect(owner.revokeBadge(badge)).toBe(rcOk)
  expect(heard).toHaveLength(2 * handles.length)
  expect(verifyHandleTable(system.table)).toEqual([])
})

test('it keeps no object alive, and what was removed hears nothing', () => {
  const { system, owner, holder, root, held } = lent()
  const heard: string[] = []
  const removed = made(system, holder, held, 'removed', heard)
  made(system, holder, held, 'left', heard)
  removed.remove()
  removed.remove()
  holder.close(held)
  owner.close(root)
  expect(system.takeEvents()).toEqual(['closed 2', 'destroyed 1'])
  expect(heard).toEqual([])
  owner.destroy()
  holder.destroy()
  expect(system.table.statistics()).toMatchObject({ ...EMPTY, spaces: 0 })
})

test('in slices, what is urgent is revoked at once, and all else before the object is used', () => {
  for (const isUrgent of [true, false]) {
    const { system, owner, holder, root, held } = lent(1)
    const heard: string[] = []
    let last = held
    for (let count = 0; count < 10; count++) last = holder.copy(last, ALL)
    made(system, holder, last, 'last', heard, isUrgent)
    made(system, holder, owner.transfer(root, holder, ALL), 'sibling', heard)
    holder.revoke(held)
    expect(heard).toEqual(isUrgent ? ['last revoked', 'last done'] : [])
    expect(owner.check(root, 0)).toBeGreaterThan(0)
    expect(heard[0]).toBe('last revoked')
    system.table.finish()
    expect(heard).toEqual(['last revoked', 'last done'])
  }
})

test('the badge of an ended transfer reaches what was made though nothing is left above', () => {
  const { system, owner, holder, root, badge, held } = lent()
  const other = owner.transfer(root, holder, ALL)
  const heard: string[] = []
  made(system, holder, held, 'held', heard)
  owner.close(root)
  holder.close(other)
  holder.close(held)
  expect(system.takeEvents()).toEqual(['closed 2', 'destroyed 1'])
  expect(verifyHandleTable(system.table)).toEqual([])
  expect(owner.revokeBadge(badge)).toBe(rcOk)
  expect(heard).toEqual(['held revoked', 'held done'])
})

test('an ended transfer goes with the last of what was made through it, however deep it is', () => {
  const outer = new WeakDescendant(null, null)
  const [middle, inner] = [new WeakDescendant(null, null), new WeakDescendant(null, null)]
  outer.append(new WeakDescendant(null, middle))
  middle.append(new WeakDescendant(null, inner))
  const [first, last] = [new WeakDescendant(null, null), new WeakDescendant(null, null)]
  inner.append(first)
  inner.append(last)
  first.remove()
  expect([inner.isAlone, middle.isAlone, outer.isAlone]).toEqual([false, false, false])
  last.remove()
  expect([inner.isAlone, middle.isAlone, outer.isAlone]).toEqual([true, true, true])
})

test('moving the links of an empty list moves nothing', () => {
  const [head, empty] = [new WeakDescendant(null, null), new WeakDescendant(null, null)]
  head.appendAll(empty)
  expect(head.isAlone).toBe(true)
  const link = new WeakDescendant(null, null)
  head.append(link)
  head.appendAll(empty)
  expect([head.next === link, link.next === head]).toEqual([true, true])
})
