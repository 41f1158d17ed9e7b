import { MessageBus, topic } from '@kos/messagebus'

const bus = new MessageBus({
  topics: { speed: topic<number>('dropOldest'), alarm: topic<string>() },
})
const panel = bus.subscribe('panel', ['speed', 'alarm'], { capacity: 3 })

using speed = bus.publisher('speed')
using alarm = bus.publisher('alarm')
alarm.push('door')
for (const id of [90, 95, 100]) speed.push(id)

for await (const { topic: subject, id, dropped } of panel) {
  console.log(subject, id, dropped === 0 ? '' : `(${dropped} dropped)`)
  if (panel.waiting === 0) panel[Symbol.dispose]()
}
