export default function SignUp() {
  return <p>SignUp</p>;
}
