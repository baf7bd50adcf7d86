/** One of the parts of the administration. */
export default function AdminPeople() {
  return <h2 className="font-medium">People</h2>;
}
