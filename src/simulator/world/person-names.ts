/** Given and family names of invented people; a person is a drawn pair of them. */
export const GIVEN_NAMES: readonly string[] = (
  "ada adil aiko alba alina amara amit ana anders anika anton arjun asha astrid aylin beata bela bruno carla " +
  "chen clara dario deniz diego dilan edda elena elif emil enzo erik esra fatou felix femi freya gita goran hana " +
  "hao helga hiro ida igor ilse imani ines ivan jana jasmin jonas jorge julia kai kamal karin kenji kofi lara lars " +
  "leila lena leo lin luca lucia magnus mai malik marek maria mateo maya mehmet mila mina mira nadia naoko nils nina " +
  "noor olga omar oskar paula pavel petra priya quentin rafael rana ravi rosa ruben sana sara selim sofia sven tara " +
  "teo thea tomas uma vera victor wanda wei yara yuki yusuf zara zoe"
).split(" ");

export const FAMILY_NAMES: readonly string[] = (
  "abbott achterberg adeyemi ahlgren almeida anand arslan asante bakker banerjee barros beck bergstrom bianchi " +
  "blanco bodnar borg brandt bruun cabrera calloway castell chandra clausen costa dahl dietrich dobson duarte dvorak " +
  "eklund ekwueme engel erdem falk farrow ferrante fischbach fontaine fujimoto galvan garrow gerhardt grieg gupta haas " +
  "halvorsen hartog hashimoto hellman hidalgo holub horvat ibarra iyer jansen joshi juarez kaplan karimi kessler kimura " +
  "kowal kruger kumar lachance lindqvist lorenz maddox makinen marchetti meier mensah mori moser naidu nakata navarro " +
  "nowak obi okafor olsen ortega palmer patel pereira petrov quist rahman ramos reinholt rossi saito salgado sato schuster " +
  "sharma silva sjoberg stark suzuki takahashi tanaka teller thorne urban vance varga vogel wagner weiss winter yilmaz " +
  "zander zeman"
).split(" ");
