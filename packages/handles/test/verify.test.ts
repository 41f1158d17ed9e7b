// `verify` is what the other tests rely on, so each invariant is broken here once.

import { expect, test } from 'vitest'
import {
  type Badge,
  type BadgeState,
  KernelObject,
  OCAP_HANDLE_COPY,
  OCAP_HANDLE_TRANSFER,
} from '../src/index.ts'
import type { RevokeListener } from '../src/index.ts'
import { DestroyedSpaces } from '../src/destroyed-spaces.ts'
import { EventQueue } from '../src/event-queue.ts'
import { InheritanceForest } from '../src/inheritance-forest.ts'
import { FIRST, NEXT, NodeStore, NUMBER, OBJECT, PARENT, PREV, SPACE } from '../src/node-store.ts'
import { ObjectTable } from '../src/object-table.ts'
import { Space } from '../src/space.ts'
import { verifyForest } from '../src/verify-forest.ts'
import { READ, resource } from './system.ts'

const ALL = OCAP_HANDLE_TRANSFER | OCAP_HANDLE_COPY | READ
const listener: RevokeListener = { isUrgent: false, revoked() {}, revocationDone() {} }

/**
 * A root with three children: a closed handle with two children of its own, a plain one, and one
 * from the transfer of a badge.
 */
function createForest() {
  const objects = new ObjectTable()
  const events = new EventQueue({ objectDestroyed() {}, badgeClosed() {} }, objects)
  const forest = new InheritanceForest(new NodeStore(100, 100), objects, events, 100, () => {})
  const space = new Space(forest, new DestroyedSpaces(forest), 100, 1)
  const object: KernelObject = resource(space, 1)
  const root = space.create(object, ALL)
  const closed = space.copy(root, ALL)
  const [left, right] = [space.copy(closed, READ), space.copy(closed, READ)]
  const ghost = space.check(closed, 0)
  space.close(closed)
  const plain = space.copy(root, READ)
  const badge = space.createBadge(2)
  const badgeObject = objects.at(forest.nodes.cells[space.check(badge, 0) + OBJECT] as number)
  const held = space.copy(root, READ, badge)
  const { cells } = forest.nodes
  const at = (handle: number): number => space.check(handle, 0)
  const { anchor } = badgeObject.value as BadgeState
  return {
    forest,
    space,
    object,
    badge: badgeObject as Badge,
    handles: { root, badge, plain },
    root: at(root),
    ghost,
    left: at(left),
    right: at(right),
    plain: at(plain),
    held: at(held),
    anchor,
    cells,
  }
}

type Forest = ReturnType<typeof createForest>

const brokenAfter = (change: (parts: Forest) => void): string[] => {
  const parts = createForest()
  change(parts)
  return verifyForest(parts.forest)
}

test('a forest is in order whatever is done by its operations', () => {
  expect(brokenAfter(() => {})).toEqual([])
  expect(brokenAfter(({ space, handles }) => void space.close(handles.badge))).toEqual([])
  expect(brokenAfter(({ space, handles }) => void space.revoke(handles.root))).toEqual([])
  expect(brokenAfter(({ space }) => space.destroy())).toEqual([])
})

test('counts that are not those of the tree are found', () => {
  expect(brokenAfter(({ forest }) => void forest.revoked++)).toEqual([
    'revoked handles: 1 kept, 0 counted',
  ])
  expect(brokenAfter(({ forest }) => void forest.ghosts++)).toEqual([
    'handles: 5 kept, 6 counted',
    'ghosts: 2 kept, 1 counted',
  ])
  expect(brokenAfter(({ forest }) => void forest.anchors--)).toEqual([
    'handles: 7 kept, 6 counted',
    'anchors: 0 kept, 1 counted',
  ])
  expect(brokenAfter(({ forest }) => void forest.nodes.allocate())).toEqual([
    'handles: 7 kept, 6 counted',
    'nodes: 9 kept, 8 counted',
  ])
  expect(brokenAfter(({ forest, object }) => forest.objects.addHandle(object.tableIndex))).toEqual([
    'handles of object 1: 6 kept, 5 counted',
  ])
  expect(brokenAfter(({ forest }) => void forest.objects.size++)).toEqual([
    'objects: 3 kept, 2 counted',
  ])
  expect(
    brokenAfter(({ forest, space, handles, badge }) => {
      space.close(handles.badge)
      forest.orphans.get(space.id)?.delete(badge)
    }),
  ).toEqual(['objects: 2 kept, 1 counted'])
})

test('links that do not fit each other are found', () => {
  const { anchor, ghost, plain, root } = createForest()
  const slot = 5
  for (const [change, found] of [
    [
      ({ cells }) => (cells[plain + PARENT] = ghost),
      `child ${plain} does not know its parent ${root}`,
    ],
    [
      ({ cells }) => (cells[plain + PREV] = 0),
      `child ${plain} does not know its sibling ${anchor}`,
    ],
    [
      ({ cells }) => (cells[plain + NUMBER] = slot + 1),
      `node ${plain} does not know its slot ${slot}`,
    ],
    [({ cells, right }) => (cells[right + NEXT] = 0), `ghost ${ghost} has 1 children`],
    [({ cells }) => (cells[anchor + FIRST] = 0), `anchor ${anchor} has 0 children`],
    [({ badge }) => (badge.value.anchor = 0), `anchor ${anchor} is not known to its badge`],
    [({ cells }) => (cells[anchor + NUMBER] = -1), `anchor ${anchor} is not known to its badge`],
    [
      ({ cells }) => (cells[anchor + SPACE] = 7),
      `anchor ${anchor} has another space than its badge`,
    ],
  ] satisfies [(parts: Forest) => void, string][])
    expect(brokenAfter(change)).toEqual([found])
})

test('a handle that is in the tree of another object is found', () => {
  const { plain, root } = createForest()
  expect(brokenAfter(({ cells, badge }) => (cells[plain + OBJECT] = badge.tableIndex))).toEqual([
    `child ${plain} has another object than ${root}`,
    'handles of object 1: 5 kept, 4 counted',
    'handles of object 2: 1 kept, 2 counted',
  ])
})

test('as many closed handles as live ones are found', () => {
  const broken = brokenAfter(({ cells, root, left, right, plain, held }) => {
    for (const node of [root, left, right, plain, held]) cells[node + NUMBER] = 0
  })
  expect(broken).toContain('6 ghosts for 6 handles')
})

test('weak descendants of what is no node, and counts of them, are found', () => {
  const add = ({ forest, object }: Forest, node: number): void =>
    void forest.weak.add(node, object.tableIndex, listener)
  expect(brokenAfter((parts) => add(parts, parts.left))).toEqual([])
  expect(brokenAfter((parts) => add(parts, 80))).toEqual([
    'node 80 has weak descendants and is not in use',
    'weak lists of object 1: 1 kept',
  ])
  expect(
    brokenAfter((parts) => {
      add(parts, parts.left)
      parts.forest.objects.removeWeakList(parts.object.tableIndex)
    }),
  ).toEqual(['weak lists of object 1: 0 kept'])
})
