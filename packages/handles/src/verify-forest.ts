// Checks the invariants of the trees and counts of a forest: a function, so that who does not check
// has nothing of it in a bundle.
//
// The walk starts at the slots of all spaces and goes up, so a node that no live handle leads to is
// a leak. The forest must have no pending revocation.

import { isBadge } from './badge.ts'
import type { HandleTable } from './handle-table.ts'
import type { InheritanceForest } from './inheritance-forest.ts'
import { INDEX_MASK } from './handle-number.ts'
import { FIRST, NEXT, NUMBER, OBJECT, PARENT, PREV, SPACE } from './node-store.ts'

/** The result of a walk over all slots. */
interface Found {
  readonly nodes: Set<number>
  readonly counts: Map<number, number>
  handles: number
  revoked: number
  readonly broken: string[]
}

/**
 * Checks all invariants of a handle table and returns the broken ones in words; empty if there is
 * none. Finishes pending work first. For tests: it takes time proportional to all handles.
 */
export function verifyHandleTable(table: HandleTable): string[] {
  table.finish()
  return verifyForest(table.forest)
}

/** The same of a forest without its table: for tests of this function. */
export function verifyForest(forest: InheritanceForest): string[] {
  const found: Found = { nodes: new Set(), counts: new Map(), handles: 0, revoked: 0, broken: [] }
  for (const table of forest.slots) {
    if (table === undefined) continue
    for (let index = 1; index < table.fresh; index++)
      visitSlot(forest, found, table.slots[index] as number, index)
  }
  let ghosts = 0
  let anchors = 0
  for (const node of found.nodes) {
    const number = forest.nodes.cells[node + NUMBER] as number
    if (number === 0) ghosts++
    if (number < 0) anchors++
    verifyChildren(forest, found.broken, node)
  }
  const expect = (name: string, counted: number, kept: number): void => {
    if (counted !== kept) found.broken.push(`${name}: ${kept} kept, ${counted} counted`)
  }
  expect('handles', found.handles, forest.handles)
  expect('revoked handles', found.revoked, forest.revoked)
  expect('ghosts', ghosts, forest.ghosts)
  expect('anchors', anchors, forest.anchors)
  expect('nodes', found.nodes.size, forest.nodes.used)
  if (ghosts > 0 && ghosts >= found.handles)
    found.broken.push(`${ghosts} ghosts for ${found.handles} handles`)
  for (const [object, count] of found.counts)
    expect(`handles of object ${object}`, count, forest.objects.counts[object] as number)
  verifyWeakLists(forest, found)
  const orphans = [...forest.orphans.values()].reduce((sum, badges) => sum + badges.size, 0)
  expect('objects', found.counts.size + orphans, forest.objects.size)
  return found.broken
}

function visitSlot(forest: InheritanceForest, found: Found, slot: number, index: number): void {
  if ((~slot & INDEX_MASK) === index) found.revoked++
  if (slot < 0) return
  const cells = forest.nodes.cells
  const object = cells[slot + OBJECT] as number
  found.handles++
  found.counts.set(object, (found.counts.get(object) ?? 0) + 1)
  if (((cells[slot + NUMBER] as number) & INDEX_MASK) !== index)
    found.broken.push(`node ${slot} does not know its slot ${index}`)
  for (let node = slot; node !== 0 && !found.nodes.has(node); node = cells[node + PARENT] as number)
    found.nodes.add(node)
}

function verifyWeakLists(forest: InheritanceForest, found: Found): void {
  const counts = new Map<number, number>()
  for (const node of forest.weak.nodes) {
    const object = forest.nodes.cells[node + OBJECT] as number
    counts.set(object, (counts.get(object) ?? 0) + 1)
    if (!found.nodes.has(node))
      found.broken.push(`node ${node} has weak descendants and is not in use`)
  }
  for (const object of found.counts.keys()) {
    const kept = forest.objects.weakLists[object] as number
    if (kept !== (counts.get(object) ?? 0))
      found.broken.push(`weak lists of object ${object}: ${kept} kept`)
  }
}

function verifyChildren(forest: InheritanceForest, broken: string[], node: number): void {
  const cells = forest.nodes.cells
  const number = cells[node + NUMBER] as number
  let children = 0
  let previous = 0
  for (
    let child = cells[node + FIRST] as number;
    child !== 0;
    child = cells[child + NEXT] as number
  ) {
    if (cells[child + PARENT] !== node)
      broken.push(`child ${child} does not know its parent ${node}`)
    if (cells[child + PREV] !== previous)
      broken.push(`child ${child} does not know its sibling ${previous}`)
    if (cells[child + OBJECT] !== cells[node + OBJECT])
      broken.push(`child ${child} has another object than ${node}`)
    previous = child
    children++
  }
  if (number === 0 && children < 2) broken.push(`ghost ${node} has ${children} children`)
  if (number >= 0) return
  if (children !== 1) broken.push(`anchor ${node} has ${children} children`)
  const badge = forest.objects.at(-number)
  if (!isBadge(badge) || badge.value.anchor !== node)
    broken.push(`anchor ${node} is not known to its badge`)
  else if (badge.creator.id !== cells[node + SPACE])
    broken.push(`anchor ${node} has another space than its badge`)
}
