import { EVENT_OBJECT_DESTROYED, Receiver, SignalSource } from '@kos/notice'

// Events, as bits of a mask.
const OPENED = 1
const CLOSED = 2

export const frontDoor = new SignalSource()
export const garage = new SignalSource()

// One receiver with one entry per door: the events to report, and an id to report them under.
export const doors = new Receiver({ maxEntries: 100 })
doors.subscribe(frontDoor, OPENED | CLOSED, 1)
doors.subscribe(garage, OPENED | EVENT_OBJECT_DESTROYED, 2)

// A door takes the memory of one entry, however often it is signalled before the events are taken.
for (let i = 0; i < 1_000_000; i++) frontDoor.signal(i % 2 === 0 ? OPENED : CLOSED)
garage.signal(CLOSED) // no entry has this event in its mask

export async function watch(report: (line: string) => void): Promise<void> {
  for await (const { id, mask } of doors) {
    if (mask & EVENT_OBJECT_DESTROYED) report(`door ${id} is gone`)
    else report(`door ${id}: ${mask & OPENED ? 'opened ' : ''}${mask & CLOSED ? 'closed' : ''}`)
  }
  report('the receiver was released') // after doors.release()
}
