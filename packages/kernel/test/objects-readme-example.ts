import { connect, defineInterface, handleOf, program, rcOk, serve, uint32 } from '@kos/libkos'

const Lamp = defineInterface('demo.Lamp', { Turn: { in: { level: uint32 }, out: { was: uint32 } } })
const Repairs = defineInterface('demo.Repairs', {
  Borrow: { out: { lamp: handleOf(() => Lamp) } },
  Try: { in: { lamp: handleOf(() => Lamp) }, out: { brightest: uint32 } },
})

class Bulb {
  #level = 0

  Turn({ level }: { readonly level: number }): { was: number } {
    const was = this.#level
    this.#level = Math.min(level, 10)
    return { was }
  }
}

export const Workshop = program({ endpoints: { repairs: Repairs, lamp: Lamp } }, async (kos) => {
  await serve(kos, 'workshop', {
    repairs: {
      Borrow: () => ({ lamp: new Bulb() }),
      async Try(request) {
        using lamp = request.lamp
        // The client's object: it may never answer.
        await lamp.Turn({ level: 1_000 }, { deadline: 100 })
        return { brightest: (await lamp.Turn({ level: 0 }, { deadline: 100 })).was ?? 0 }
      },
    },
    // Its objects only are called, no lamp that everybody knows.
    lamp: null,
  })
})

export const Owner = program({ endpoints: { lamp: Lamp } }, async (kos) => {
  using repairs = connect(kos, Repairs, 'workshop', 'repairs')
  const { rc, lamp: borrowed } = await repairs.Borrow()
  if (rc !== rcOk) return 1
  using lamp = borrowed
  await lamp.Turn({ level: 3 })
  kos.log(
    'mine:',
    (await repairs.Try({ lamp: new Bulb() })).brightest,
    'theirs:',
    (await lamp.Turn({ level: 0 })).was,
  )
  return 0
})
