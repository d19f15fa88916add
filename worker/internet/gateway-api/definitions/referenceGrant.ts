/** ReferenceGrant. */
export const referenceGrant = `
type ReferenceGrant
  @<1.6 spec ReferenceGrantSpec
  @>=1.6 spec! ReferenceGrantSpec

type ReferenceGrantSpec
  @<1.4 from! [ReferenceGrantFrom] 1..16
  @>=1.4 from! [ReferenceGrantFrom] atomic 1..16
  @<1.4 to! [ReferenceGrantTo] 1..16
  @>=1.4 to! [ReferenceGrantTo] atomic 1..16

type ReferenceGrantFrom
  group! Group
  kind! Kind
  namespace! Namespace

type ReferenceGrantTo
  group! Group
  kind! Kind
  name ObjectName
`;
