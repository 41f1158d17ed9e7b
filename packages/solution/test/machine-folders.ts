// Folders with a machine, for tests.

import { echo, type Texts } from './folder.ts'

/** A folder with this machine. */
export function withMachine(machine: string): Texts {
  return { ...echo, 'machine.yaml': machine }
}

/** One device of each model, and two of those that are connected. */
export const allModels = `memory: 16 MiB
irqLines: 48
devices:
  - { name: uart0, model: ns16550a, ports: 0x3f8, irqs: [4], input: "hello\\n" }
  - { name: uart1, model: ns16550a, memory: 0xfe00_0000 }
  - name: gpio0
    model: pl061
    memory: 0xfe003000
    irqs: [7]
    pins: { 1: high, 2: low }
  - { name: rtc0, model: mc146818, ports: 112, irqs: [8] }
  - { name: disk0, model: virtio-block, memory: 0xfe001000, irqs: [40], bdf: 00:01.0, size: 1 MiB, latency: 5 }
  - { name: disk1, model: virtio-block, memory: 0xfe002000, irqs: [41], bdf: 9, archive: [init.yaml, src/Client.ts], readOnly: true }
  - { name: random0, model: virtio-entropy, memory: 0xfe004000, irqs: [42], bdf: 0a:1f.7 }
  - { name: console0, model: virtio-console, memory: 0xfe005000, irqs: [43], bdf: 0x10 }
  - { name: net0, model: virtio-net, memory: 0xfe006000, irqs: [44], bdf: 0x18, mac: 02:00:00:00:00:0a, cable: a }
  - { name: net1, model: virtio-net, memory: 0xfe007000, irqs: [45], bdf: 0x20, cable: a }
`
