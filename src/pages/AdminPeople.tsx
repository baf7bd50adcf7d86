import { PeopleList } from "@/features/admin/PeopleList.tsx";

/** Everybody with an account here. */
export default function AdminPeople() {
  return <PeopleList />;
}
