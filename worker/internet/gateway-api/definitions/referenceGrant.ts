/** ReferenceGrant. */
export const referenceGrant = `
type ReferenceGrant
  : Allows objects of other namespaces to refer to objects of this one.
  @<1.6 spec ReferenceGrantSpec
  @>=1.6 spec! ReferenceGrantSpec

type ReferenceGrantSpec
  from! [ReferenceGrantFrom] atomic@>=1.4 1..16
    : Who may refer: a kind in a namespace.
  to! [ReferenceGrantTo] atomic@>=1.4 1..16
    : What may be referred to: a kind, or one object.

type ReferenceGrantFrom
  group! Group
    : The API group of those that refer.
  kind! Kind
    : The kind of those that refer.
  namespace! Namespace
    : The namespace of those that refer.

type ReferenceGrantTo
  group! Group
    : The API group of what is referred to.
  kind! Kind
    : The kind of what is referred to.
  name ObjectName
    : One object by name; all of the kind where absent.
`;
