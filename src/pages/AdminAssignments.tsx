/** Which guests of the operator's own server each person may see, and what they may do with them. */
export default function AdminAssignments() {
  return <h2 className="font-medium">Assignments</h2>;
}
