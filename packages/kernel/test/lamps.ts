// A shop of lamps and its customers: what tests of handles of an interface begin with. The shop
// sells objects of its own, and keeps objects of others, which it calls when it is asked to.

import {
  array,
  connect,
  defineInterface,
  handle,
  handleOf,
  type Kos,
  offer,
  own,
  program,
  type Proxy,
  serve,
} from '@kos/libkos'
import { type Capability, type Implementation, sint32, string, struct, uint32 } from '@kos/libkos'
import { OCAP_HANDLE_TRANSFER } from '@kos/handles'
import { rcOk } from '@kos/retcode'
import type { FullKernelOptions } from '../src/index.ts'
import { World } from './world.ts'

export const Lamp = defineInterface('demo.Lamp', {
  Turn: { in: { level: uint32 }, out: { was: uint32 }, error: { most: uint32 } },
  Name: { out: { name: string(16) } },
})
export const Shop = defineInterface('demo.Shop', {
  Buy: { in: { name: string(16) }, out: { lamp: handleOf(() => Lamp) } },
  /** One that the shop has a handle of itself. */
  Lend: { in: { rights: uint32 }, out: { lamp: handleOf(() => Lamp) } },
  /** Takes back what was lent. */
  Recall: {},
  Show: { in: { lamp: handleOf(() => Lamp) }, out: { name: string(16), own: uint32 } },
  Weigh: { in: { thing: handle }, out: { own: uint32 } },
  Register: { in: { lamp: handleOf(() => Lamp) } },
  RegisterAll: {
    in: {
      pair: array(struct({ id: uint32, lamp: handleOf(() => Lamp) }), 2),
      last: handleOf(() => Lamp),
    },
  },
  Turn: { in: { index: uint32, level: uint32 }, out: { code: sint32, was: uint32 } },
  /** Disposes all that were registered. */
  Forget: {},
  Sleep: { in: { lamp: handleOf(() => Lamp), msec: uint32 } },
})

export type AnyLamp = Capability<typeof Lamp>

/** A lamp as an object. */
export class NamedLamp implements Implementation<typeof Lamp> {
  readonly name: string
  level = 0

  constructor(name: string) {
    this.name = name
  }

  Turn({ level }: { readonly level: number }): { was: number } | { error: { most: number } } {
    if (level > 10) return { error: { most: 10 } }
    const was = this.level
    this.level = level
    return { was }
  }

  Name(): { name: string } {
    return { name: this.name }
  }
}

const Keeper = program({ endpoints: { shop: Shop, lamp: Lamp } }, async (kos) => {
  const registered: AnyLamp[] = []
  const lent = offer(kos, 'shop', Lamp, new NamedLamp('lent'))
  await serve(kos, 'shop', {
    shop: {
      Buy: ({ name }) => ({ lamp: new NamedLamp(name) }),
      Lend: ({ rights }) => ({ lamp: rights === 0 ? lent : { handle: lent.handle, rights } }),
      Recall: () => void lent.revoke(),
      Show: async ({ lamp }) => {
        using shown = lamp
        if (shown.dereferenced) return { name: 'of this shop', own: 1 }
        const { rc, name = '' } = await shown.Name()
        return { name: rc === rcOk ? name : 'out of order', own: 0 }
      },
      Weigh: ({ thing }) => ({ own: thing.dereferenced ? 1 : 0 }),
      Register: ({ lamp }) => void registered.push(own(kos, lamp)),
      RegisterAll({ pair, last }) {
        for (const lamp of [...pair.map(({ lamp }) => lamp), last]) registered.push(own(kos, lamp))
      },
      Turn: async ({ index, level }) => {
        const { rc, was = 0 } = (await registered[index]?.Turn({ level })) ?? { rc: 1 }
        return { code: Number(rc), was }
      },
      Forget() {
        for (const lamp of registered.splice(0)) lamp[Symbol.dispose]()
      },
      Sleep: async ({ lamp, msec }) => {
        await kos.KnSleep(msec)
        lamp[Symbol.dispose]()
      },
    },
    lamp: null,
  })
})

const Customer = program({ endpoints: { lamp: Lamp } }, async (kos) => {
  await kos.KosThreadSuspend(kos.KosThreadCurrentId())
})

/**
 * A kernel with the shop, a customer who declares lamps, too, and a friend of the customer who does
 * not.
 */
export class Shopping extends World {
  constructor(options: FullKernelOptions) {
    super(options)
    this.kernel.spawn(Keeper, { name: 'Keeper' })
    this.kernel.spawn(Customer, { name: 'Customer', connections: { shop: 'Keeper' } })
    this.kernel.spawn(null, { name: 'Friend', connections: { shop: 'Keeper' } })
  }

  /** Rights of the handles that the shop lends, but for calling. */
  readonly mayNotCall: number = OCAP_HANDLE_TRANSFER

  /** Names of the threads of a process. */
  threadsOf(name: string): readonly string[] {
    const task = this.kernel.inspect().tasks.find((each) => each.name === name)
    return (task?.threads ?? []).map((thread) => thread.name)
  }

  /** What the shop is told when it turns a lamp that was registered: the code, and what it was. */
  turn(index: number, level: number): Promise<readonly number[]> {
    return this.act('Friend', async (kos) => {
      const { rc, code = rc, was = 0 } = await shopOf(kos).Turn({ index, level })
      return [Number(code), was]
    })
  }

  /** Lets the shop dispose all that was registered. */
  forget(): Promise<void> {
    return this.act('Friend', async (kos) => void (await shopOf(kos).Forget()))
  }
}

/** A proxy of the shop. */
export function shopOf(kos: Kos): Proxy<typeof Shop> {
  return connect(kos, Shop, 'shop', 'shop')
}
