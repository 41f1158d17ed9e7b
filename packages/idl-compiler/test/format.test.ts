// The one way to write a file, by example. That nothing is lost and nothing changes twice is in
// grammar.test.ts.
import { expect, test } from 'vitest'
import { formatText } from '../src/index.ts'

const untidy = `/* head
   * star
 */
package   demo.Store; // pkg
import a.B
import a.C // c

// limit

const UInt32 Max=-2**(3<<1)+0x10; const UInt32 Other = 3 ; // other


typedef string<Max> Name; /* tail */ // tail 2
struct Item{ Name name; // the name

 UInt64 amount; /* x */ sequence<array<UInt8,2>,3> list;
 // end
}
struct E { } union U { // open
 UInt8 a; }
/* an interface */ interface {

   // puts it
   Put ( in Item item /* i */, in /* mid */ UInt32 index, error SInt32 status ) ; Get(in UInt32 a, // first
     out UInt32 b
     // last
   );
   Long(in UInt32 aaaaaaaaaaaaaaaaaaaa, in UInt32 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb, out UInt32 ccccccccccccccccccccccccccc);
   Ok( );
   Odd(in // why
     UInt32 // oh
     a);
}
// bye`

const tidy = `/* head
 * star
 */
package demo.Store // pkg

import a.B
import a.C // c

// limit

const UInt32 Max = -2 ** (3 << 1) + 0x10;
const UInt32 Other = 3; // other

typedef string<Max> Name; /* tail */ // tail 2

struct Item {
    Name name; // the name

    UInt64 amount; /* x */
    sequence<array<UInt8, 2>, 3> list;
    // end
}

struct E { }

union U { // open
    UInt8 a;
}

/* an interface */
interface {
    // puts it
    Put(in Item item /* i */, in /* mid */ UInt32 index, error SInt32 status);
    Get(
        in UInt32 a, // first
        out UInt32 b
        // last
    );
    Long(
        in UInt32 aaaaaaaaaaaaaaaaaaaa,
        in UInt32 bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb,
        out UInt32 ccccccccccccccccccccccccccc
    );
    Ok();
    Odd(
        in // why
            UInt32 // oh
            a
    );
}
// bye
`

test('an IDL file', () => {
  expect(formatText('demo/Store.idl', untidy, 'idl').text).toBe(tidy)
  expect(formatText('demo/Store.idl', untidy.replaceAll('\n', '\r\n'), 'idl').text).toBe(tidy)
  expect(formatText('demo/Store.idl', tidy, 'idl').text).toBe(tidy)
})

test('an EDL file', () => {
  const text = 'task class demo.S components { a:b.C, d : e.F // x\n} security x.Y endpoints {}'
  const wanted = `task class demo.S

components {
    a : b.C
    d : e.F // x
}

security x.Y

endpoints { }
`
  expect(formatText('demo/S.edl', text, 'edl').text).toBe(wanted)
})

test('a file with errors of syntax stays as it is', () => {
  const { text, diagnostics } = formatText('demo/Store.idl', 'package demo.Store struct {}', 'idl')
  expect(text).toBeNull()
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'expected the name of the struct, found {',
  ])
})

test('errors of meaning do not keep a file from being formatted', () => {
  expect(formatText('demo/Store.idl', 'package demo.Store typedef Nothing Name;', 'idl').text).toBe(
    'package demo.Store\n\ntypedef Nothing Name;\n',
  )
})
