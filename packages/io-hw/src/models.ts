// Entry `@kos/io-hw/models`: device models.

export { Mc146818, type Mc146818Options } from './models/mc146818.ts'
export {
  type ModemInputs,
  type ModemOutputs,
  Ns16550a,
  type Ns16550aOptions,
  type SerialFault,
} from './models/ns16550a.ts'
export { Pl061, type Pl061Options, type PinLevel, type PinListener } from './models/pl061.ts'
