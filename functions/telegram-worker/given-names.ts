/** Names that are known for names however they are written. */
export const givenNames: ReadonlySet<string> = new Set(
  (
    'александр саша шура сашенька алексей леша алеша анатолий толя андрей андрюша антон тоша арсений сеня артем тема ' +
    'артур богдан борис боря вадим вадик валентин валерий валера василий вася виктор витя виталий виталик владимир ' +
    'вова володя владислав влад всеволод вячеслав геннадий георгий жора гоша герман глеб григорий гриша ' +
    'давид данил данила даниил даня демид денис дмитрий дима митя евгений женя егор ефим захар иван ваня ваньчик игорь ' +
    'игорек илья илюша иннокентий кирилл константин костя леонид леня лука макар максим макс марат матвей мирон ' +
    'михаил миша назар никита николай коля олег остап павел паша петр петя платон прохор родион ростислав руслан ' +
    'святослав семен сергей сережа серега станислав стас степан степа тарас тимофей тимур федор федя филипп эдуард ' +
    'эдик юрий юра яков яша ярослав ян марк рустам ринат ильдар азат айдар арман аслан ахмед али ибрагим мурат омар ' +
    'рашид ильяс тигран арам гаго гурген гиви ашот зураб леван нурлан ержан бауыржан ' +
    'александра алена алина алиса алла альбина анастасия настя ангелина анжела анна аня анечка анюта нюра нюша ' +
    'антонина валентина валерия лера варвара варя василиса вероника виктория вика виолетта галина галя дарья даша ' +
    'диана дина ева евгения евдокия екатерина катя катюша елена лена елизавета лиза зинаида зина зоя инна ирина ира ' +
    'ирочка карина кира клавдия клара кристина ксения ксюша лариса лидия лида люба людмила люда мила марина ' +
    'мария маша маргарита рита марфа милана надя наталья наталия наташа нина оксана олеся ольга ' +
    'оля олечка полина раиса регина римма светлана снежана софия софья соня стефания таисия тая тамара ' +
    'татьяна таня танюша ульяна уля фаина эвелина элина эльвира эмилия юлия юля юлька юлиана яна ярослава ' +
    'аида айгуль алия амина гульнара дилара зарина зульфия лейла мадина динара камила фатима сабина эльмира ануш гаяне ' +
    'богдана соломия джон майк том питер анри луиза ' +
    'aaron adam adrian ahmed alan albert alejandro alex alexander alexandra alexei alexey alfie ali alice alina alison ' +
    'amanda amelia amir amy ana anastasia andrea andreas andrei andrew andrey andy angela anita ann anna anne annie ' +
    'anthony anton antonio arthur ashley barbara beatrice ben benjamin bernard beth betty bob bobby boris brandon ' +
    'brenda brian bruce camille carl carla carlos carol caroline carolina catherine charles charlie charlotte chen ' +
    'chloe chris christian christina christine christopher claire clara claudia claus colin connor craig cynthia dan ' +
    'daniel daniela danny daria dave david deborah denis dennis diana diego dima dmitri dmitry dominic donald donna ' +
    'dorothy doug douglas dylan ed eddie edward elena eleanor eli elias elisabeth elizabeth ella ellen emil emily emma ' +
    'enrique eric erik ethan eugene eva evan eve evelyn fatima felix fernando fiona florence francesca francis ' +
    'francisco fred frederick gabriel gary george gerald gerard giovanni giulia gordon greg gregory hannah hans ' +
    'harold harry heather heinrich helen helena henry howard hugo ian ibrahim igor ilya ingrid irina isaac isabel ' +
    'isabella ivan jacob jacqueline james jamie jan jane janet jason jasmine javier jean jeff jeffrey jennifer jenny ' +
    'jeremy jerry jessica jill jim jimmy joan joanna joe joel johann johannes john johnny jonathan jordi jorge jose ' +
    'joseph josh joshua juan judith judy julia julian julie juliet karen karl kate katherine katie katya keith kelly ' +
    'ken kenneth kevin kim kirill klaus konstantin kyle larry laura lauren laurence lea lena leo leon leonard leonid ' +
    'lewis liam lily lin linda lisa liu logan louis louise lucas lucia lucy luis luke maria marie marina mario ' +
    'martha martin mary masha mateo matt matthew matthias maurice max maxim megan mei melissa mia michael michelle ' +
    'miguel mike mikhail mila mohamed mohammed monica muhammad nadia nancy naomi natalia natalie natasha nathan neil ' +
    'nicholas nick nicola nicole nikita nikolai nina noah nora oleg olga oliver olivia omar oscar otto owen pablo pam ' +
    'pamela patricia patrick paul paula pavel pedro peggy peter petra phil philip phoebe pierre polina priya rachel ' +
    'rafael ralph raphael raymond rebecca ricardo richard rita robert roberta roger roland roman ron ronald rosa rosie ' +
    'roy ruby rudolf russell ruth ryan sabine sally sam samantha samuel sandra sara sarah sasha scott sean sebastian ' +
    'sergei sergey sergio sharon sheila sofia sonia sophia sophie stella stephanie stephen steve steven stuart susan ' +
    'svetlana sylvia tamara tanya tatiana ted teresa terry theo theodore theresa thomas tim timothy tina tom tommy ' +
    'tony tracy valentina valeria vanessa vera veronica victor victoria vincent vladimir walter wendy wilhelm william ' +
    'xavier yana yasmin yulia yuri yusuf yves zachary zara zoe'
  ).split(' '),
);

/** Names that are also words; with a capital they are names. */
export const doubtfulNames: ReadonlySet<string> = new Set(
  (
    'вера надежда любовь слава роман лев роза лилия майя злата мира поля света рая тома гена сева ' +
    'will rose grace bill jack dean jade april june mark frank grant iris ivy ray rob sue hope joy pat'
  ).split(' '),
);
