// Beside the folder board.
import { Pl061 } from '@kos/io-hw/models'
import { boot, VirtualClock } from '@kos/kernel'
import { loadSolution } from '@kos/solution'

const { solution, kernelOptions, machine } = await loadSolution('board')
if (solution === null || machine === null) throw new Error('the folder board has errors')
const kernel = boot(solution, { ...kernelOptions, clock: new VirtualClock() })
const gpio = machine.device('gpio0')
if (gpio instanceof Pl061) gpio.onPinChange((pin, level) => console.log('pin', pin, 'is', level))
machine.start() // What comes from outside: the level of pin 3.
await kernel.run({ until: 'idle' })
await kernel[Symbol.asyncDispose]()
await machine[Symbol.asyncDispose]()
