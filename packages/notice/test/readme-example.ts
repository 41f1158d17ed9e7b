import { EVENT_OBJECT_DESTROYED, Receiver, Subject } from '@kos/notice'

// What can happen, as bits of a mask.
const OPENED = 1
const CLOSED = 2

export const frontDoor = new Subject()
export const garage = new Subject()

// One receiver with one entry per door: what to track, and an id to report it under.
export const doors = new Receiver({ maxEntries: 100 })
doors.subscribe(frontDoor, OPENED | CLOSED, 1)
doors.subscribe(garage, OPENED | EVENT_OBJECT_DESTROYED, 2)

// However often a door is signalled before somebody looks, it takes no more room than one entry.
for (let i = 0; i < 1_000_000; i++) frontDoor.signal(i % 2 === 0 ? OPENED : CLOSED)
garage.signal(CLOSED) // nobody tracks that

export async function watch(report: (line: string) => void): Promise<void> {
  for await (const { id, mask } of doors) {
    if (mask & EVENT_OBJECT_DESTROYED) report(`door ${id} is gone`)
    else report(`door ${id}: ${mask & OPENED ? 'opened ' : ''}${mask & CLOSED ? 'closed' : ''}`)
  }
  report('nobody watches any more') // after doors.release()
}
